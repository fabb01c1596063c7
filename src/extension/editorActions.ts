import * as vscode from 'vscode';
import { EngineError } from '../engine/errors.ts';

/** Put text where the cursor is in the editor that was used last, as one step of undo. */
export async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (editor === undefined) {
    throw new EngineError('wrong-use', 'No editor is open to insert into.', {
      hint: 'Open a file and put the cursor where the code belongs.',
    });
  }
  const wasInserted = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  if (!wasInserted) {
    throw new EngineError('wrong-use', 'That editor takes no changes.', { hint: 'It may be read-only.' });
  }
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/** A new, untitled editor with the text. A language that VS Code does not know by that name opens as plain text. */
export async function openAsFile(text: string, language: string): Promise<void> {
  const known = new Set(await vscode.languages.getLanguages());
  const named = languageIds[language.toLowerCase()] ?? language.toLowerCase();
  const content = text.endsWith('\n') ? text : `${text}\n`;
  const document = await vscode.workspace.openTextDocument({
    content,
    language: known.has(named) ? named : 'plaintext',
  });
  await vscode.window.showTextDocument(document, { preview: false });
}

/** What models write after the backticks, where it is not the name that VS Code uses. */
const languageIds: Record<string, string> = {
  ts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  jsx: 'javascriptreact',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  golang: 'go',
  kt: 'kotlin',
  cs: 'csharp',
  'c++': 'cpp',
  sh: 'shellscript',
  bash: 'shellscript',
  shell: 'shellscript',
  zsh: 'shellscript',
  yml: 'yaml',
  md: 'markdown',
};

/** The words that a question about a selection begins with: its place, as the engine knows it. */
export function questionAbout(path: string, range: vscode.Range): string {
  // A selection that ends at column 0 does not include that line.
  const endsBefore = range.end.character === 0 && range.end.line > range.start.line;
  const endLine = range.end.line + (endsBefore ? 0 : 1);
  return `About \`${path}:${range.start.line + 1}-${endLine}\`: `;
}
