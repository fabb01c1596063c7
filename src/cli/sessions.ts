import { sessionJson, sessionMarkdown } from '../engine/exportSession.ts';
import type { Session, SessionStore, SessionSummary } from '../engine/session/session.ts';
import type { Arguments } from './arguments.ts';
import { wrongUse } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { findSession } from './findSession.ts';
import { printJson } from './report.ts';
import { paintFor, withoutControls } from './terminal.ts';
import type { Output } from './terminal.ts';
import { counted, oneLine, timeInWords } from './words.ts';
import { withEngine } from './workspace.ts';

const actions = ['list', 'show', 'export', 'fork', 'delete'] as const;

/** `sightline sessions list|show|export|fork|delete` */
export const sessions: Command = {
  name: 'sessions',
  operands: `${actions.join('|')} [ID]`,
  summary: 'look at, export, fork or delete what was asked in this workspace',
  description: 'ID may be the beginning of an id, or "last".',
  options: {
    query: { type: 'string', value: 'TEXT', help: 'list: only sessions that contain this' },
    limit: { type: 'string', short: 'n', value: 'N', help: 'list: at most N, newest first (default 50)' },
    turn: { type: 'string', value: 'ID', help: 'fork: up to and including this turn (default: all)' },
  },
  run: runSessions,
};

async function runSessions(context: CommandContext): Promise<ExitCode> {
  const given = context.arguments;
  const [named = 'list', id] = given.operands;
  const action = actions.find((one) => one === named);
  if (action === undefined) throw wrongUse(sessions, `There is no "sessions ${named}".`);
  if (action !== 'list' && id === undefined)
    throw wrongUse(sessions, `Which session? sessions ${action} takes an ID.`);
  const { out } = context.terminal;
  await withEngine(context, {}, async (engine) => {
    const store = engine.sessions;
    if (action === 'list') return list(store, given, out);
    const session = findSession(store, id ?? '');
    switch (action) {
      case 'show':
        return show(store.get(session.id), given, out);
      case 'export':
        return out.write((given.flag('json') ? sessionJson : sessionMarkdown)(store.get(session.id)));
      case 'fork':
        return fork(store, session, { given, out });
      case 'delete':
        store.delete(session.id);
        if (given.flag('json')) return printJson(out, { deleted: session.id });
        return out.write(`Deleted "${withoutControls(session.title)}".\n`);
    }
  });
  return 0;
}

function list(store: SessionStore, given: Arguments, out: Output): void {
  const query = given.text('query');
  const limit = given.number('limit', { least: 1, otherwise: 50 });
  const found = store.list({ limit, ...(query === undefined ? {} : { query }) });
  if (given.flag('json')) return printJson(out, found);
  if (found.length === 0) return out.write('Nothing was asked in this workspace so far.\n');
  const paint = paintFor(out);
  for (const { id, title, changedAt, turnCount } of found) {
    const head = `${paint.cyan(id)}  ${timeInWords(changedAt)}  ${counted(turnCount, 'turn').padEnd(8)}`;
    out.write(`${head}  ${oneLine(withoutControls(title), 80)}\n`);
  }
}

function show(session: Session, given: Arguments, out: Output): void {
  if (given.flag('json')) return printJson(out, session);
  const paint = paintFor(out);
  out.write(`${paint.bold(withoutControls(session.title))}  ${paint.dim(session.id)}\n`);
  for (const turn of session.turns) {
    const by = turn.modelLabel ?? 'the code alone';
    out.write(`\n${paint.cyan(`> ${withoutControls(turn.question)}`)}\n`);
    out.write(`${paint.dim(`${turn.id} · ${timeInWords(turn.askedAt)} · ${by} · ${turn.state}`)}\n\n`);
    if (turn.answer !== '') out.write(`${withoutControls(turn.answer.trimEnd())}\n`);
    if (turn.failure !== null)
      out.write(`${paint.red('failed:')} ${withoutControls(turn.failure.message)}\n`);
  }
}

function fork(store: SessionStore, session: SessionSummary, to: { given: Arguments; out: Output }): void {
  const turn = to.given.text('turn') ?? store.get(session.id).turns.at(-1)?.id;
  if (turn === undefined) throw wrongUse(sessions, `"${session.title}" has no turn to fork from.`);
  const made = store.fork(session.id, turn);
  if (to.given.flag('json')) return printJson(to.out, made);
  to.out.write(`Forked into ${made.id}, ${counted(made.turnCount, 'turn')}.\n`);
}
