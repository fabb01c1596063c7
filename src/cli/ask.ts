import fs from 'node:fs';
import path from 'node:path';
import type { Citation, Evidence, TurnEvent } from '../engine/answer.ts';
import { unreachable } from '../engine/errors.ts';
import type { ChatModel } from '../engine/model.ts';
import { outputSchema, type OutputSchema } from '../engine/output/schema.ts';
import { wrongUse } from './arguments.ts';
import { chooseModel, howToConnect } from './chooseModel.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { renderPlaces } from './places.ts';
import { printJson, reportFailure, reportWarnings } from './report.ts';
import { findSession } from './findSession.ts';
import { paintFor, withoutControls } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { untilSearchable, withEngine } from './workspace.ts';

/** `sightline ask QUESTION` */
export const ask: Command = {
  name: 'ask',
  operands: 'QUESTION',
  summary: 'answer a question from the code, with its sources',
  description:
    `Without a model the answer is made of the code itself: the places that fit best. ${howToConnect}\n` +
    'With --json it prints {answer or failure, citations, sessionId, model, usage, warnings}.',
  options: {
    model: {
      type: 'string',
      short: 'm',
      value: 'NAME',
      help: 'the model that answers (default: SIGHTLINE_MODEL)',
    },
    'no-model': { type: 'boolean', help: 'answer from the code alone' },
    schema: {
      type: 'string',
      value: 'FILE',
      help: 'a JSON schema: the answer is a value that fits it, printed as JSON',
    },
    session: { type: 'string', short: 's', value: 'ID', help: 'go on in this session (default: a new one)' },
  },
  run: runAsk,
};

async function runAsk(context: CommandContext): Promise<ExitCode> {
  const { terminal, arguments: given } = context;
  const question = given.operands.join(' ').trim();
  if (question === '') throw wrongUse(ask, 'There is no question.');
  if (given.flag('no-model') && given.text('model') !== undefined) {
    throw wrongUse(ask, '--model and --no-model exclude each other.');
  }
  const schema = schemaOf(context);
  const named = given.flag('no-model') ? null : await chooseModel(context);
  if (schema !== undefined && named === null) {
    throw wrongUse(ask, `--schema needs a model. ${howToConnect}`);
  }
  const model = (await named?.open(terminal.signal)) ?? null;
  const session = given.text('session');
  return withEngine(context, {}, async (engine) => {
    const sessionId = session === undefined ? {} : { sessionId: findSession(engine.sessions, session).id };
    const events = engine.ask({
      question,
      model,
      ...(schema === undefined ? {} : { schema }),
      signal: terminal.signal,
      // However long it takes: nobody wants an answer from half of the code. What fails here, the search tells.
      beforeSearch: () => untilSearchable(context, engine).catch(() => undefined),
      ...sessionId,
    });
    const isStreamed = !given.flag('json');
    const answer = await gather(
      events,
      (event, so) => isStreamed && showWhileStreaming(terminal, event, { model, evidence: so.evidence }),
    );
    if (isStreamed) finish(context, model, answer);
    else printJson(terminal.out, toJson(answer, model));
    return exitCode(answer);
  });
}

/** @throws EngineError `wrong-use` where the file is none, or holds no schema. */
function schemaOf({ terminal, arguments: given }: CommandContext): OutputSchema | undefined {
  const file = given.text('schema');
  if (file === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(path.resolve(terminal.currentDirectory, file), 'utf8'));
  } catch (cause) {
    throw wrongUse(ask, `${file} cannot be read as JSON: ${(cause as Error).message}`);
  }
  return outputSchema(value);
}

type EventOf<Kind extends TurnEvent['kind']> = Extract<TurnEvent, { kind: Kind }>;

/** All that one turn said. */
export interface Answer {
  text: string;
  /** Where a schema was given; undefined before it is whole. */
  value: unknown;
  sessionId: string;
  evidence: Evidence | null;
  citations: readonly Citation[];
  usage: EventOf<'usage'>['usage'] | null;
  warnings: string[];
  failure: EventOf<'failed'>['failure'] | null;
  end: 'done' | 'stopped' | 'failed';
  reason: 'stop' | 'length' | 'refused';
}

async function gather(
  events: AsyncIterable<TurnEvent>,
  show: (event: TurnEvent, so: Answer) => void,
): Promise<Answer> {
  const answer: Answer = {
    text: '',
    value: undefined,
    sessionId: '',
    evidence: null,
    citations: [],
    usage: null,
    warnings: [],
    failure: null,
    end: 'stopped',
    reason: 'stop',
  };
  for await (const event of events) {
    note(answer, event);
    show(event, answer);
  }
  return { ...answer, warnings: [...(answer.evidence?.warnings ?? []), ...answer.warnings] };
}

function note(answer: Answer, event: TurnEvent): void {
  switch (event.kind) {
    case 'started':
      answer.sessionId = event.sessionId;
      return;
    case 'evidence':
      // It may come again, more complete: the last one counts.
      answer.evidence = event.evidence;
      return;
    case 'text':
      answer.text += event.text;
      return;
    case 'value':
      if (!event.isPartial) answer.value = event.value;
      return;
    case 'citations':
      answer.citations = event.citations;
      return;
    case 'usage':
      answer.usage = event.usage;
      return;
    case 'warning':
      answer.warnings.push(event.text);
      return;
    case 'done':
      answer.end = 'done';
      answer.reason = event.reason;
      return;
    case 'stopped':
      answer.end = 'stopped';
      return;
    case 'failed':
      answer.end = 'failed';
      answer.failure = event.failure;
      return;
    case 'step':
    case 'ledger':
    case 'reasoning':
      return;
    default:
      unreachable(event);
  }
}

function showWhileStreaming(
  { out, err }: Terminal,
  event: TurnEvent,
  { model, evidence }: { model: ChatModel | null; evidence: Evidence | null },
): void {
  if (event.kind === 'step' && err.isTerminal) err.write(`${paintFor(err).dim(`${event.text} …`)}\n`);
  if (event.kind === 'reasoning' && err.isTerminal) err.write(paintFor(err).dim(withoutControls(event.text)));
  if (event.kind !== 'text') return;
  // Without places there is an answer in words alone: what became of "Remember that ...".
  if (model !== null || evidence === null) return out.write(withoutControls(event.text));
  out.write(rememberedIn(event.text));
  // With no model the places are drawn for the terminal; the event's text is the same as Markdown.
  if (evidence.hits.length > 0) out.write(`${renderPlaces(evidence.hits, paintFor(out))}\n`);
}

/** What was remembered about the question, which the answer made of code tells before its places. */
function rememberedIn(markdown: string): string {
  const [block] = /^\*\*Remembered\*\*\n\n(?:- .*\n)+/m.exec(markdown) ?? [''];
  return block === '' ? '' : `${withoutControls(block.replaceAll('**', ''))}\n`;
}

function finish(context: CommandContext, model: ChatModel | null, answer: Answer): void {
  const { out, err } = context.terminal;
  const { dim } = paintFor(err);
  if ((model !== null || answer.evidence === null) && answer.text !== '' && !answer.text.endsWith('\n'))
    out.write('\n');
  if (answer.failure !== null) reportFailure(err, answer.failure);
  reportWarnings(err, answer.warnings);
  if (answer.end === 'stopped') err.write('Stopped. What was said so far is kept.\n');
  const missing = answer.citations.filter((citation) => !citation.isChecked).map(placeOf);
  if (missing.length > 0) reportWarnings(err, [`These citations do not exist: ${missing.join(', ')}.`]);
  if (model === null) sayNoModel(context, answer);
  if (answer.reason === 'length')
    reportWarnings(err, ['The answer was cut off at the longest that the model gives.']);
  if (answer.sessionId !== '') err.write(dim(`${costInWords(model, answer)}Session ${answer.sessionId}\n`));
}

function sayNoModel({ terminal, arguments: given }: CommandContext, { evidence }: Answer): void {
  if (evidence === null) return;
  if (evidence.hits.length === 0) terminal.err.write('Nothing in this workspace matches the question.\n');
  if (given.flag('no-model')) return;
  terminal.err.write(
    `\nNo model is connected: these are the places in the code that fit best. ${howToConnect}\n`,
  );
}

function costInWords(model: ChatModel | null, { usage }: Answer): string {
  if (model === null) return '';
  if (usage === null) return `${model.label} · `;
  const about = usage.isEstimated ? 'about ' : '';
  const tokens = `${usage.inputTokens.toLocaleString('en-US')} tokens in, ${usage.outputTokens.toLocaleString('en-US')} out`;
  return `${model.label} · ${about}${tokens} · `;
}

/** As contracts say: `{answer | failure, citations, sessionId, model, usage, warnings}`. */
export function toJson(answer: Answer, model: ChatModel | null) {
  const places =
    model === null ? (answer.evidence?.hits ?? []) : answer.citations.filter((one) => one.isChecked);
  const unchecked = answer.citations.filter((one) => !one.isChecked).map(placeOf);
  return {
    ...outcomeOf(answer),
    citations: places.map(({ path, startLine, endLine }) => ({ path, startLine, endLine })),
    sessionId: answer.sessionId,
    model: model?.id ?? null,
    usage: answer.usage,
    warnings: [
      ...new Set(answer.warnings),
      ...(unchecked.length === 0 ? [] : [`These citations do not exist: ${unchecked.join(', ')}.`]),
      ...(answer.end === 'stopped' ? ['The answer was stopped before it was complete.'] : []),
    ],
  };
}

function outcomeOf({ failure, value, text }: Answer) {
  if (failure !== null) return { failure };
  return value === undefined ? { answer: text } : { value };
}

function placeOf({ path, startLine, endLine }: Citation): string {
  return `${path}:${startLine}-${endLine}`;
}

function exitCode(answer: Answer): ExitCode {
  if (answer.end === 'stopped') return 130;
  if (answer.end === 'failed') return 1;
  const isDegraded = answer.warnings.length > 0 || answer.reason !== 'stop';
  return isDegraded || answer.citations.some((citation) => !citation.isChecked) ? 3 : 0;
}
