import type { Citation, Evidence, TurnEvent } from './answer.ts';
import { askForValue, type AnswerOfValue, type ValueEvent } from './askForValue.ts';
import { citationCheck } from './checkCitations.ts';
import type { CitationCheck } from './checkCitations.ts';
import type { AskRequest } from './engine.ts';
import { toFailure } from './errors.ts';
import type { Failure } from './errors.ts';
import type { EnglishWords } from './englishWords.ts';
import { evidenceAnswer } from './evidenceAnswer.ts';
import type { Memories } from './memories.ts';
import type { ChatEvent, ChatModel, EndReason } from './model.ts';
import { openTurn } from './openTurn.ts';
import { answerRemember, statementToRemember } from './rememberCommand.ts';
import type { WorkspaceIndex } from './retrieval/workspaceIndex.ts';
import type { SessionStore, Turn, TurnOutcome } from './session/session.ts';
import { stoppable, untilStopped } from './stopping.ts';
import { memoriesFor, noMemories, proposeFrom, type TurnMemories } from './turnMemories.ts';
import { promptFor } from './turnPrompt.ts';
import { searchFor } from './turnSearch.ts';

export interface TurnPorts {
  readonly index: WorkspaceIndex;
  readonly sessions: SessionStore;
  /** Opens the store of memories; null: nothing is recalled. */
  readonly memories: (() => Memories) | null;
  /** Milliseconds since 1970. */
  now(): number;
  /** A signal that aborts after so many milliseconds. */
  timeout(ms: number): AbortSignal;
}

/** A half answer is stored this often: a crash loses no more than this. */
const keepEveryMs = 1_000;
/** Twice what models may answer at most today: an answer that is longer goes round in circles. */
const maxAnswerCharacters = 1_000_000;

/**
 * One turn, from the question to the stored answer. The question is stored before anything else; where that fails,
 * the first `next` throws an `EngineError`. After `started` nothing is thrown: the stream ends with exactly one of
 * `done`, `stopped`, `failed`, and what was said by then is stored and kept. A reader who leaves stops the turn.
 */
export async function* runTurn(ports: TurnPorts, request: AskRequest): AsyncGenerator<TurnEvent> {
  const startedAt = ports.now();
  const { sessionId, turnId, title, earlier, soFar } = openTurn(ports.sessions, request);
  const begun = { ...nothingYet(startedAt, ports, earlier), answer: soFar };
  const turn: Running = { ports, request, turnId, earlier, soFar, ...begun };
  let ending: Ending | null = null;
  try {
    yield { kind: 'started', sessionId, turnId, title };
    if (soFar !== '') yield { kind: 'text', text: soFar };
    ending = { kind: 'done', reason: yield* answer(turn) };
  } catch (error) {
    ending = request.signal.aborted ? { kind: 'stopped' } : { kind: 'failed', failure: toFailure(error) };
  } finally {
    // The reader left in the middle: nobody hears an end, but the answer so far is kept.
    if (ending === null) store(turn, { kind: 'stopped' }, turn.check.soFar());
  }
  yield* end(turn, ending);
}

type Ending =
  | { readonly kind: 'done'; readonly reason: 'stop' | 'length' | 'refused' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A turn under way: what was said and found so far. */
interface Running extends Progress {
  readonly ports: TurnPorts;
  readonly request: AskRequest;
  readonly turnId: string;
  readonly earlier: readonly Turn[];
  /** What it began with: the half answer that it goes on with, or nothing. */
  readonly soFar: string;
}

interface Progress {
  readonly startedAt: number;
  readonly check: CitationCheck;
  readonly knownPaths: string[];
  readonly warnings: string[];
  answer: string;
  /** Of an answer with a schema. */
  placesOfValue: string;
  reasoning: string;
  evidence: Evidence | null;
  englishWords: EnglishWords | null;
  ledger: TurnOutcome['ledger'];
  usage: TurnOutcome['usage'];
  keptAt: number;
  canKeep: boolean;
}

function nothingYet(startedAt: number, { index }: TurnPorts, earlier: readonly Turn[]): Progress {
  const knownPaths = earlier.flatMap(({ evidence }) => (evidence?.hits ?? []).map(({ path }) => path));
  return {
    startedAt,
    check: citationCheck({ knownPaths, readLines: (path, from, to) => index.readLines(path, from, to) }),
    knownPaths,
    warnings: [],
    answer: '',
    placesOfValue: '',
    reasoning: '',
    evidence: null,
    englishWords: null,
    ledger: null,
    usage: null,
    keptAt: startedAt,
    canKeep: true,
  };
}

async function* answer(turn: Running): AsyncGenerator<TurnEvent, 'stop' | 'length' | 'refused'> {
  const { model } = turn.request;
  const statement = toRemember(turn.request);
  if (statement !== null && turn.ports.memories !== null) return yield* remember(turn, statement);
  const evidence = yield* searchFor(turn);
  turn.evidence = evidence;
  turn.knownPaths.push(...evidence.hits.map(({ path }) => path));
  yield { kind: 'evidence', evidence };
  const memories = await recall(turn, evidence);
  for (const text of memories.warnings) yield warn(turn, text);
  if (model !== null) return yield* askModel(turn, { model, evidence, memories });
  turn.answer = evidenceAnswer(evidence, memories.recalled);
  yield { kind: 'text', text: turn.answer };
  return 'stop';
}

async function* remember(turn: Running, statement: string): AsyncGenerator<TurnEvent, 'stop'> {
  if (turn.ports.memories !== null)
    turn.answer = await answerRemember(turn.ports.memories(), statement, turn.request.askedBy);
  yield { kind: 'text', text: turn.answer };
  return 'stop';
}

async function recall({ ports, request, earlier }: Running, { hits }: Evidence): Promise<TurnMemories> {
  if (ports.memories === null) return noMemories;
  const paths = [...(request.paths ?? []), ...hits.map(({ path }) => path)];
  return untilStopped(
    memoriesFor(ports.memories, { text: request.question, paths, earlier }),
    request.signal,
  );
}

async function* askModel(
  turn: Running,
  found: { model: ChatModel; evidence: Evidence; memories: TurnMemories },
): AsyncGenerator<TurnEvent, 'stop' | 'length' | 'refused'> {
  const { model } = found;
  const { signal, schema } = turn.request;
  const { messages, ledger, refusal } = await promptFor(turn, found);
  turn.ledger = ledger;
  yield { kind: 'ledger', ledger };
  if (refusal !== null) throw refusal;
  yield { kind: 'step', text: `Asking ${model.label}` };
  if (schema !== undefined) {
    yield* takeValue(turn, askForValue({ model, messages, schema, signal }));
    return 'stop';
  }
  let reason: EndReason = 'stop';
  for await (const event of stoppable(model.stream(messages, { signal }), signal)) {
    if (event.kind === 'end') reason = event.reason;
    yield* take(turn, event);
    if (turn.answer.length + turn.reasoning.length > maxAnswerCharacters) return 'length';
  }
  if (turn.answer.trim() === '')
    yield warn(turn, `${model.label} ended without an answer. Ask again, or choose another model.`);
  return reason === 'tool-calls' ? 'stop' : reason;
}

/** A value counts once it is whole: half of one is nobody's answer, and is not stored. */
async function* takeValue(
  turn: Running,
  events: AsyncGenerator<ValueEvent, AnswerOfValue>,
): AsyncGenerator<TurnEvent> {
  for (;;) {
    const next = await events.next();
    if (next.done === true) {
      turn.placesOfValue = next.value.places;
      return;
    }
    const event = next.value;
    if (event.kind === 'value' || event.kind === 'step') yield event;
    else yield* take(turn, event);
  }
}

function* take(turn: Running, event: ChatEvent): Generator<TurnEvent> {
  switch (event.kind) {
    case 'text':
      turn.answer += event.text;
      yield event;
      break;
    case 'reasoning':
      turn.reasoning += event.text;
      yield event;
      break;
    case 'usage':
      turn.usage = event.usage;
      yield event;
      break;
    case 'tool-call':
    case 'end':
      // No tools are offered, so a call is a slip of the model; the end is told by the turn itself.
      break;
  }
  yield* keepPartial(turn);
}

/** Once a second: store the half answer, and start to check its citations. */
function* keepPartial(turn: Running): Generator<TurnEvent> {
  const now = turn.ports.now();
  if (now - turn.keptAt < keepEveryMs) return;
  turn.keptAt = now;
  turn.check.see(turn.answer);
  if (!turn.canKeep) return;
  try {
    turn.ports.sessions.keepPartial(turn.turnId, { answer: turn.answer, reasoning: turn.reasoning });
  } catch (error) {
    // Said once: the answer goes on, and its end is stored with one more try.
    turn.canKeep = false;
    yield warn(turn, `The half answer could not be saved: ${toFailure(error).message}`);
  }
}

async function* end(turn: Running, ending: Ending): AsyncGenerator<TurnEvent> {
  const citations = await checkedCitations(turn, ending);
  const failure = store(turn, ending, citations);
  if (ending.kind === 'done') propose(turn);
  const elapsedMs = turn.ports.now() - turn.startedAt;
  if (citations.length > 0) yield { kind: 'citations', citations: [...citations] };
  if (failure !== null) yield { kind: 'failed', elapsedMs, failure };
  else yield { ...ending, elapsedMs };
}

/** A question that wants a value in a form, or the rest of an answer, asks for that. */
function toRemember({ question, schema, goesOnFrom }: AskRequest): string | null {
  return schema === undefined && goesOnFrom === undefined ? statementToRemember(question) : null;
}

/** What a person lays down waits for review. Asking to remember it was said outright; an agent has a tool for it. */
function propose({ ports, request }: Running): void {
  if (ports.memories === null || request.askedBy !== undefined || toRemember(request) !== null) return;
  proposeFrom(ports.memories, request.question, ports.now());
}

/** A stopped turn ends at once, with those citations that are checked by then. */
async function checkedCitations(
  { check, answer: said, placesOfValue, request }: Running,
  ending: Ending,
): Promise<readonly Citation[]> {
  if (ending.kind === 'stopped') return check.soFar();
  check.see(placesOfValue === '' ? said : `${said}\n${placesOfValue}`);
  try {
    return await untilStopped(check.all(), request.signal);
  } catch {
    // Stopped while the answer was complete already: it is still done.
    return check.soFar();
  }
}

/** Store the outcome. What cannot be stored is returned: then the turn has failed, whatever was said. */
function store(turn: Running, ending: Ending, citations: readonly Citation[]): Failure | null {
  const { answer: said, reasoning, evidence, ledger, usage, warnings, ports, turnId } = turn;
  const failure = ending.kind === 'failed' ? ending.failure : null;
  try {
    ports.sessions.end(turnId, {
      answer: said,
      reasoning,
      state: ending.kind,
      ...(ending.kind === 'done' && ending.reason !== 'stop' ? { endReason: ending.reason } : {}),
      evidence,
      ledger,
      citations: [...citations],
      usage,
      failure,
      warnings,
    });
    return null;
  } catch (error) {
    return toFailure(error);
  }
}

function warn(turn: Running, text: string): TurnEvent {
  turn.warnings.push(text);
  return { kind: 'warning', text };
}
