import path from 'node:path';
import * as vscode from 'vscode';
import { EngineError } from '../engine/errors.ts';
import { mergeBlock } from './mergeBlock.ts';

const scheme = 'sightline-proposed';

/** A change that a person looks at as a diff. Nothing is written before it is accepted. */
interface Proposal {
  readonly file: vscode.Uri;
  /** What the file said when the change was worked out. */
  readonly base: string;
  readonly block: string;
  readonly text: string;
}

export interface Proposals {
  /** Open a diff of the file against itself with the block put in. */
  propose(file: vscode.Uri, block: string): Promise<void>;
  /** Write it, unless the file has changed since: then the change is worked out anew and shown again. */
  accept(proposed: vscode.Uri | undefined): Promise<void>;
  reject(proposed: vscode.Uri | undefined): Promise<void>;
  dispose(): void;
}

export function openProposals(): Proposals {
  const open = new Map<string, Proposal>();
  let count = 0;
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => open.get(uri.toString())?.text ?? '',
  });
  const closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
    if (uri.scheme === scheme) open.delete(uri.toString());
  });

  const propose = async (file: vscode.Uri, block: string): Promise<void> => {
    const document = await vscode.workspace.openTextDocument(file);
    const base = document.getText();
    const { text, how } = mergeBlock(base, block);
    const name = path.basename(file.fsPath);
    if (how === 'unchanged') {
      void vscode.window.showInformationMessage(`${name} has this code already.`);
      return;
    }
    const uri = vscode.Uri.from({ scheme, path: file.path, query: String(++count) });
    open.set(uri.toString(), { file, base, block, text });
    const title = how === 'appended' ? `${name}: proposed, at the end` : `${name}: proposed change`;
    await vscode.commands.executeCommand('vscode.diff', file, uri, title, { preview: true });
  };
  const find = (proposed: vscode.Uri | undefined): { uri: vscode.Uri; proposal: Proposal } => {
    const uri = proposed?.scheme === scheme ? proposed : activeProposal();
    const proposal = uri === undefined ? undefined : open.get(uri.toString());
    if (uri === undefined || proposal === undefined) {
      throw new EngineError('wrong-use', 'No proposed change is open.', {
        hint: 'Choose "Apply to file" at a code block first.',
      });
    }
    return { uri, proposal };
  };
  return {
    propose,
    async accept(proposed) {
      const { uri, proposal } = find(proposed);
      const document = await vscode.workspace.openTextDocument(proposal.file);
      if (document.getText() !== proposal.base) {
        await closeTabs(uri);
        await propose(proposal.file, proposal.block);
        void vscode.window.showWarningMessage(
          `${path.basename(proposal.file.fsPath)} changed after this change was proposed. Here it is again, on the file as it is now.`,
        );
        return;
      }
      await write(document, proposal.text);
      open.delete(uri.toString());
      await closeTabs(uri);
      await vscode.window.showTextDocument(document, { preview: false });
    },
    async reject(proposed) {
      const { uri } = find(proposed);
      open.delete(uri.toString());
      await closeTabs(uri);
    },
    dispose: () => vscode.Disposable.from(provider, closing).dispose(),
  };
}

/** One step of undo. A file that had no unsaved changes is saved, so that it is searched as it now is. */
async function write(document: vscode.TextDocument, text: string): Promise<void> {
  const wasDirty = document.isDirty;
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, document.validateRange(whole), text);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new EngineError('wrong-use', `${path.basename(document.uri.fsPath)} takes no changes.`, {
      hint: 'It may be read-only.',
    });
  }
  if (!wasDirty) await document.save();
}

function activeProposal(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === scheme
    ? input.modified
    : undefined;
}

async function closeTabs(proposed: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff && input.modified.toString() === proposed.toString(),
    );
  await vscode.window.tabGroups.close(tabs);
}
