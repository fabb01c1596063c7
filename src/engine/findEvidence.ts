import type { Evidence, TurnEvent } from './answer.ts';
import { toFailure } from './errors.ts';
import type { WorkspaceIndex } from './retrieval/workspaceIndex.ts';
import { untilStopped } from './stopping.ts';
import { untilSearchable } from './waitForIndex.ts';

export interface EvidenceRequest {
  readonly query: string;
  readonly limit: number;
  readonly paths?: readonly string[];
  readonly signal: AbortSignal;
  /** A signal that aborts after so many milliseconds: the engine has no clock. */
  readonly timeout: (ms: number) => AbortSignal;
  /** A search that fails gives empty evidence with a warning: there is a model that can answer all the same. */
  readonly isOptional: boolean;
}

/** A person sees what there is within a second of the question, so the search itself has 200 ms of it. */
const firstLookMs = 800;
/**
 * Past this, half of the workspace is what the answer is made of. It is indexed at 13 to 20 MB/s, so that only folders
 * of several hundred MB meet it.
 */
const patienceMs = 20_000;

/**
 * Find what answers a question. An index that is not complete yet is waited for, with its progress as steps: after a
 * second the places found so far are given as `evidence`, and the wait goes on until everything can be found.
 *
 * @returns  The last evidence, not yet told as an event. It says where it is not of the whole workspace.
 * @throws   The reason of `signal`; where the search is not optional, whatever keeps it from being made.
 */
export async function* findEvidence(
  index: WorkspaceIndex,
  request: EvidenceRequest,
): AsyncGenerator<TurnEvent, Evidence> {
  const { signal, timeout } = request;
  if (yield* untilSearchable(index, { signal, enough: timeout(firstLookMs) }))
    return yield* searchNow(index, request);
  const early = await search(index, request).catch((error: unknown) => {
    signal.throwIfAborted();
    return fail(error, request);
  });
  if (isComplete(early)) return yield* tellPlaces(early);
  if (early.hits.length > 0) yield { kind: 'evidence', evidence: early };
  const isWhole = yield* untilSearchable(index, { signal, enough: timeout(patienceMs) });
  const found = yield* searchNow(index, request);
  return isWhole || isComplete(found) ? found : { ...found, warnings: [...found.warnings, unfinished] };
}

const unfinished = 'The workspace is not indexed to its end yet: what is missing here may be in the rest.';

/** While the first walk goes on, no file is counted yet; later, a walk over a full index finds the same again. */
function isComplete({ coverage }: Evidence): boolean {
  return coverage.filesIndexed > 0 && coverage.filesIndexed >= coverage.filesTotal;
}

async function* searchNow(
  index: WorkspaceIndex,
  request: EvidenceRequest,
): AsyncGenerator<TurnEvent, Evidence> {
  yield { kind: 'step', text: await describeSearch(index, request.signal) };
  try {
    return yield* tellPlaces(await search(index, request));
  } catch (error) {
    request.signal.throwIfAborted();
    const evidence = fail(error, request);
    for (const text of evidence.warnings) yield { kind: 'warning', text };
    return evidence;
  }
}

async function search(index: WorkspaceIndex, request: EvidenceRequest): Promise<Evidence> {
  const { query, limit, paths, signal } = request;
  const which = paths === undefined ? {} : { paths: [...paths] };
  const asked = { query, limit, offset: 0, withUses: true, ...which };
  return untilStopped(index.search(asked, signal), signal);
}

function* tellPlaces(found: Evidence): Generator<TurnEvent, Evidence> {
  const files = new Set(found.hits.map(({ path }) => path)).size;
  yield { kind: 'step', text: `Found ${plural(found.hits.length, 'place')} in ${plural(files, 'file')}` };
  return found;
}

/** With a model there is still someone to answer; without one there is nothing to say. */
function fail(error: unknown, { isOptional }: EvidenceRequest): Evidence {
  if (!isOptional) throw error;
  const text = `The code could not be searched: ${toFailure(error).message}`;
  return { hits: [], coverage: { filesIndexed: 0, filesTotal: 0 }, generation: 0, warnings: [text] };
}

async function describeSearch(index: WorkspaceIndex, signal: AbortSignal): Promise<string> {
  try {
    const { filesIndexed, filesTotal } = await untilStopped(index.status(), signal);
    if (filesIndexed === 0) return 'Searching the workspace';
    return filesIndexed < filesTotal
      ? `Searching ${filesIndexed.toLocaleString('en-US')} of ${plural(filesTotal, 'file')}`
      : `Searching ${plural(filesIndexed, 'file')}`;
  } catch (error) {
    if (signal.aborted) throw error;
    // The search itself will say what is wrong.
    return 'Searching the workspace';
  }
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
