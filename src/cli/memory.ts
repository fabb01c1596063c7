import type { Engine } from '../engine/engine.ts';
import type { MemoryEdit } from '../engine/memories.ts';
import { memoryKinds, memoryScopes, type Memory } from '../engine/memory/memory.ts';
import { forgetContentSchema, toForgetContent, toForgetText } from '../mcp/forget.ts';
import { toMemoryContent, toRememberContent, toRememberText } from '../mcp/memoryContent.ts';
import { wrongUse } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { exportFiles, importFiles } from './memoryExchange.ts';
import { findMemory } from './findMemory.ts';
import { dateOf, oneOf } from './remember.ts';
import { renderMemories } from './renderMemories.ts';
import { printJson } from './report.ts';
import { paintFor, withoutControls } from './terminal.ts';
import { counted, oneLine, timeInWords } from './words.ts';
import { withEngine } from './workspace.ts';

interface Work {
  readonly context: CommandContext;
  readonly engine: Engine;
  readonly operands: readonly string[];
}

const actions: Readonly<Record<string, (work: Work) => Promise<ExitCode | void>>> = {
  list,
  show,
  edit,
  forget,
  undo,
  history,
  proposals,
  accept,
  reject,
  export: ({ context, engine, operands }) => exportFiles(context, engine, operands[0]),
  import: ({ context, engine, operands }) => importFiles(context, engine, operands[0]),
};

/** `sightline memory ACTION` */
export const memory: Command = {
  name: 'memory',
  operands: `${Object.keys(actions).join('|')} [ID ...|DIR]`,
  summary: 'review, edit, undo, forget or share what is remembered',
  description:
    'ID may be the beginning of an id. forget removes for good, from backups too; export and import exchange Markdown files with DIR (.sightline/memory); import AGENTS.md proposes its rules; edit and undo can be undone.',
  options: {
    kind: {
      type: 'string',
      value: 'KIND',
      help: `list: only, edit and accept: make it ${memoryKinds.join(', ')}`,
    },
    scope: {
      type: 'string',
      value: 'SCOPE',
      help: `list: only, edit and accept: make it ${memoryScopes.join(', ')}`,
    },
    stale: { type: 'boolean', help: 'list: only those whose lines have changed' },
    all: {
      type: 'boolean',
      help: 'list: superseded and expired ones, too; forget: all that list would show',
    },
    query: { type: 'string', value: 'TEXT', help: 'forget: all that a search for this text finds' },
    text: { type: 'string', value: 'TEXT', help: 'edit and accept: its new words' },
    expires: { type: 'string', value: 'DATE', help: 'edit: until when it holds' },
    renew: { type: 'boolean', help: 'edit: it still holds with its lines as they are now' },
    yes: { type: 'boolean', help: 'forget: several at once, without asking' },
  },
  run: runMemory,
};

async function runMemory(context: CommandContext): Promise<ExitCode> {
  const [named = 'list', ...operands] = context.arguments.operands;
  const act = Object.hasOwn(actions, named) ? actions[named] : undefined;
  if (act === undefined) throw wrongUse(memory, `There is no "memory ${named}".`);
  return (await withEngine(context, {}, (engine) => act({ context, engine, operands }))) ?? 0;
}

async function list({ context, engine }: Work): Promise<void> {
  const { arguments: given, terminal } = context;
  const found = await checked(engine, wanted(context, engine));
  const shown = given.flag('stale') ? found.filter(({ stale }) => stale) : found;
  if (given.flag('json')) return printJson(terminal.out, { memories: shown });
  if (shown.length === 0) return terminal.err.write('Nothing is remembered here so far.\n');
  terminal.out.write(`${renderMemories(shown, paintFor(terminal.out))}\n`);
}

/** What `list` shows, newest first. */
function wanted({ arguments: given }: CommandContext, engine: Engine): readonly Memory[] {
  return engine.memories.list({
    kind: oneOf(memory, given, { name: 'kind', words: memoryKinds }),
    scope: oneOf(memory, given, { name: 'scope', words: memoryScopes }),
    withPast: given.flag('all'),
  });
}

async function checked(engine: Engine, memories: readonly Memory[]) {
  return (await engine.memories.check(memories)).map((one) => toMemoryContent(one.memory, one));
}

async function show({ context, engine, operands }: Work): Promise<void> {
  const { arguments: given, terminal } = context;
  const found = await checked(engine, [findMemory(engine.memories, idOf(operands, 'show'))]);
  if (given.flag('json')) return printJson(terminal.out, found[0]);
  terminal.out.write(`${renderMemories(found, paintFor(terminal.out))}\n`);
}

async function edit({ context, engine, operands }: Work): Promise<void> {
  const { arguments: given } = context;
  const { id } = findMemory(engine.memories, idOf(operands, 'edit'));
  const change = editOf(context);
  const isRenewed = given.flag('renew');
  if (Object.keys(change).length === 0 && !isRenewed) {
    throw wrongUse(memory, 'Nothing to edit: give --text, --kind, --scope, --expires or --renew.');
  }
  if (isRenewed) await engine.memories.renewEvidence(id);
  if (Object.keys(change).length > 0) engine.memories.edit(id, change);
  await show({ context, engine, operands: [id] });
}

function editOf({ arguments: given }: CommandContext): MemoryEdit {
  const text = given.text('text');
  const kind = oneOf(memory, given, { name: 'kind', words: memoryKinds });
  const scope = oneOf(memory, given, { name: 'scope', words: memoryScopes });
  const expiresAt = dateOf(memory, given.text('expires'));
  return {
    ...(text === undefined ? {} : { text }),
    ...(kind === undefined ? {} : { kind }),
    ...(scope === undefined ? {} : { scope }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

async function forget({ context, engine, operands }: Work): Promise<ExitCode> {
  const { arguments: given, terminal } = context;
  const ids = await toForget({ context, engine, operands });
  if (ids.length > 1 && !given.flag('yes')) {
    throw wrongUse(
      memory,
      `This would forget ${counted(ids.length, 'memory', 'memories')} for good: add --yes.`,
    );
  }
  if (ids.length === 0) throw wrongUse(memory, 'Which memory? forget takes an ID, --query TEXT or --all.');
  const content = toForgetContent(await engine.memories.forget(ids));
  if (given.flag('json')) printJson(terminal.out, forgetContentSchema.parse(content));
  else terminal.out.write(`${withoutControls(toForgetText(content))}\n`);
  return content.remains.length > 0 ? 3 : 0;
}

async function toForget({ context, engine, operands }: Work): Promise<readonly string[]> {
  const { arguments: given } = context;
  if (operands.length > 0) return operands.map((named) => findMemory(engine.memories, named).id);
  const query = given.text('query');
  if (query === undefined) return given.flag('all') ? wanted(context, engine).map(({ id }) => id) : [];
  const { memories } = await engine.memories.recall({ query, limit: 50, leastShare: 0.5, isUse: false });
  return memories.map((one) => one.memory.id);
}

async function undo({ context, engine, operands }: Work): Promise<void> {
  const { arguments: given, terminal } = context;
  // One that was added and undone is not among the memories, but its undo can be undone by its whole id.
  const named = idOf(operands, 'undo');
  const isKnown = engine.memories.history({ id: named, limit: 1 }).length > 0;
  const id = isKnown ? named : findMemory(engine.memories, named).id;
  const now = await checked(engine, engine.memories.undo(id));
  if (given.flag('json')) return printJson(terminal.out, { memories: now });
  terminal.out.write(now.length === 0 ? `Undone: ${id} is no longer remembered.\n` : 'Undone. It is now:\n');
  if (now.length > 0) terminal.out.write(`${renderMemories(now, paintFor(terminal.out))}\n`);
}

async function history({ context, engine, operands }: Work): Promise<void> {
  const { arguments: given, terminal } = context;
  const which = operands[0] === undefined ? {} : { id: findMemory(engine.memories, operands[0]).id };
  const changes = engine.memories.history({ ...which, limit: 200 });
  if (given.flag('json')) return printJson(terminal.out, { changes });
  const paint = paintFor(terminal.out);
  for (const { memoryId, action, at, before, after } of changes) {
    const words = oneLine(withoutControls((after ?? before)?.text ?? ''), 80);
    terminal.out.write(`${timeInWords(at)}  ${action.padEnd(10)}  ${paint.cyan(memoryId)}  ${words}\n`);
  }
}

async function proposals({ context, engine }: Work): Promise<void> {
  const { arguments: given, terminal } = context;
  const waiting = engine.memories.proposals();
  if (given.flag('json')) return printJson(terminal.out, { proposals: waiting });
  if (waiting.length === 0) return terminal.err.write('Nothing is proposed to be remembered.\n');
  const paint = paintFor(terminal.out);
  for (const { id, text, kind, scope, reason } of waiting) {
    const about = paint.dim(withoutControls(`${kind} · ${scope} · ${reason}`));
    terminal.out.write(`${paint.cyan(id)}\n  ${withoutControls(text)}\n  ${about}\n`);
  }
}

async function accept({ context, engine, operands }: Work): Promise<void> {
  const { arguments: given, terminal } = context;
  const remembered = await engine.memories.accept(
    proposalOf(engine, idOf(operands, 'accept')),
    editOf(context),
  );
  const content = toRememberContent(remembered);
  if (given.flag('json')) printJson(terminal.out, content);
  else terminal.out.write(`${withoutControls(toRememberText(content))}\n`);
}

async function reject({ context, engine, operands }: Work): Promise<void> {
  const { arguments: given, terminal } = context;
  if (operands.length === 0) throw wrongUse(memory, 'Which proposal? memory reject takes an ID.');
  const rejected = engine.memories.reject(operands.map((named) => proposalOf(engine, named)));
  if (given.flag('json')) return printJson(terminal.out, { rejected: rejected.map(({ id }) => id) });
  terminal.out.write(`Rejected ${counted(rejected.length, 'proposal')}.\n`);
}

function proposalOf(engine: Engine, named: string): string {
  const found = engine.memories.proposals().filter(({ id }) => id.startsWith(named));
  if (found.length === 1 && found[0] !== undefined) return found[0].id;
  throw wrongUse(memory, `There is no one proposal with the id "${named}". See: sightline memory proposals`);
}

function idOf(operands: readonly string[], action: string): string {
  const [id] = operands;
  if (id === undefined) throw wrongUse(memory, `Which memory? memory ${action} takes an ID.`);
  return id;
}
