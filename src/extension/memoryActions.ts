import * as vscode from 'vscode';
import * as z from 'zod';
import { EngineError } from '../engine/errors.ts';
import type { Memories } from '../engine/memories.ts';
import { maxMemoryLength } from '../engine/memory/memory.ts';
import { MemoryNode, memoryRows } from './memoryTree.ts';
import { openPlace } from './openPlace.ts';
import type { EngineHolder, OpenEngine } from './openEngine.ts';

/** What the commands about memory do. Each tells the tree that it has changed. */
export interface MemoryActions {
  remember(statement: unknown): Promise<void>;
  edit(node: unknown): Promise<void>;
  forget(node: unknown): Promise<void>;
  undo(node: unknown): Promise<void>;
  renew(node: unknown): Promise<void>;
  openEvidence(node: unknown): Promise<void>;
  accept(node: unknown): Promise<void>;
  reject(node: unknown): Promise<void>;
  /** Rows of the Memory view: its groups, or what is in one. */
  rows(node?: MemoryNode): Promise<readonly MemoryNode[]>;
  refresh(): void;
  readonly onDidChange: vscode.Event<void>;
  dispose(): void;
}

export function memoryActions(engines: EngineHolder): MemoryActions {
  const changed = new vscode.EventEmitter<void>();
  /** Do something to the memory of a row, and draw the tree anew. */
  const on = async (node: unknown, act: (memories: Memories, id: string) => unknown): Promise<void> => {
    const { engine } = await engines.get();
    await act(engine.memories, idOf(node));
    changed.fire();
  };
  return {
    remember: async (statement) => {
      await remember(await engines.get(), statement);
      changed.fire();
    },
    edit: (node) => on(node, edit),
    forget: (node) => on(node, forget),
    undo: (node) => on(node, (memories, id) => memories.undo(id)),
    renew: (node) => on(node, (memories, id) => memories.renewEvidence(id)),
    openEvidence: async (node) => {
      const { engine, paths } = await engines.get();
      await openEvidence(engine.memories, { id: idOf(node), paths });
    },
    accept: (node) => on(node, (memories, id) => memories.accept(id)),
    reject: (node) => on(node, (memories, id) => memories.reject([id])),
    rows: async (node) => memoryRows((await engines.get()).engine.memories, node),
    refresh: () => changed.fire(),
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}

function idOf(node: unknown): string {
  if (node instanceof MemoryNode && node.memoryId !== '') return node.memoryId;
  throw new EngineError('wrong-use', 'This command works on a memory of the Memory view.', {
    hint: 'Open the Memory view and use the command there.',
  });
}

/** With the selection, if there is one, as what it rests on. Without words they are asked for. */
async function remember({ engine, paths }: OpenEngine, statement: unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const path = editor === undefined || editor.selection.isEmpty ? null : paths.toPath(editor.document.uri);
  const place = path === null || editor === undefined ? null : { path, ...linesOf(editor.selection) };
  const given = z.string().safeParse(statement).data;
  const about = place === null ? '' : ` about ${place.path}:${place.startLine}-${place.endLine}`;
  const text = given ?? (await ask(`What shall be remembered${about}?`, ''));
  if (text === undefined) return;
  const remembered = await engine.memories.remember({
    text,
    by: 'user',
    evidence: place === null ? [] : [place],
  });
  const contradiction = remembered.related.find(({ kind }) => kind === 'contradiction');
  if (contradiction !== undefined) settle(engine.memories, { id: remembered.memory.id, contradiction });
}

/** Not awaited: whoever ran the command is not kept until the message is answered. */
function settle(
  memories: Memories,
  { id, contradiction }: { id: string; contradiction: { memory: { id: string; text: string }; why: string } },
): void {
  const other = contradiction.memory;
  const question = `This may contradict what is remembered already (${contradiction.why}): "${other.text}"`;
  void vscode.window.showWarningMessage(question, 'Replace the Old One', 'Keep Both').then((answer) => {
    if (answer === 'Replace the Old One') memories.supersede(other.id, id);
  });
}

function linesOf(selection: vscode.Selection): { startLine: number; endLine: number } {
  // A selection that ends at the beginning of a line does not mean that line.
  const isOpen = selection.end.character === 0 && selection.end.line > selection.start.line;
  return { startLine: selection.start.line + 1, endLine: selection.end.line + (isOpen ? 0 : 1) };
}

async function edit(memories: Memories, id: string): Promise<void> {
  const text = await ask('Its words', memories.get(id).text);
  if (text !== undefined) memories.edit(id, { text });
}

async function forget(memories: Memories, id: string): Promise<void> {
  const { text } = memories.get(id);
  const detail = 'It is removed for good, with its history and from every backup. There is no undo.';
  const answer = await vscode.window.showWarningMessage(
    `Forget "${text}"?`,
    { modal: true, detail },
    'Forget',
  );
  if (answer !== 'Forget') return;
  const { remains, searched } = await memories.forget([id]);
  const said =
    remains.length === 0
      ? `Forgotten. ${searched.length} files were searched, backups too: none holds its words any more.`
      : `Forgotten, but its words may remain in: ${remains.join('; ')}`;
  void vscode.window.showInformationMessage(said);
}

async function openEvidence(
  memories: Memories,
  { id, paths }: { id: string; paths: OpenEngine['paths'] },
): Promise<void> {
  const [checked] = await memories.check([memories.get(id)]);
  const [evidence] = checked?.memory.evidence ?? [];
  const [state] = checked?.states ?? [];
  if (evidence === undefined || state === undefined) return;
  await openPlace(state.kind === 'moved' ? state : evidence, paths);
}

async function ask(prompt: string, value: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim().length > maxMemoryLength
        ? `At most ${maxMemoryLength} characters, this has ${text.trim().length}.`
        : null,
  });
}
