import * as vscode from 'vscode';
import type { WorkspacePaths } from './workspacePaths.ts';

/** Long enough to find the lines with the eye; the selection stays. */
const highlightMs = 1500;

/** Open a file at 1-based, inclusive lines, and light them up for a moment. Lines past the end lead to the end. */
export async function openPlace(
  place: { readonly path: string; readonly startLine: number; readonly endLine: number },
  paths: WorkspacePaths,
): Promise<void> {
  const uri = await paths.resolve(place.path);
  const document = await vscode.workspace.openTextDocument(uri);
  // A file that ends with a line break has an empty line after it in the editor, which is no line of the file.
  const hasEmptyEnd = document.lineCount > 1 && document.lineAt(document.lineCount - 1).text === '';
  const lastLine = document.lineCount - (hasEmptyEnd ? 2 : 1);
  const start = Math.min(place.startLine - 1, lastLine);
  const end = Math.min(Math.max(place.endLine - 1, start), lastLine);
  const range = new vscode.Range(start, 0, end, document.lineAt(end).text.length);
  const editor = await vscode.window.showTextDocument(document, { preview: true });
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  const decoration = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    isWholeLine: true,
  });
  editor.setDecorations(decoration, [range]);
  setTimeout(() => decoration.dispose(), highlightMs);
}
