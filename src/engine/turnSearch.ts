import type { Evidence, TurnEvent } from './answer.ts';
import type { AskRequest } from './engine.ts';
import { englishWords, type EnglishWords } from './englishWords.ts';
import { findEvidence } from './findEvidence.ts';
import type { WorkspaceIndex } from './retrieval/workspaceIndex.ts';
import { searchQuery } from './searchQuery.ts';
import type { Turn } from './session/session.ts';
import { untilStopped } from './stopping.ts';

/** Candidates for a model's prompt, of which the budget chooses; a person without a model reads fewer. */
const hitsForModel = 20;
const hitsForPerson = 12;

/** What a search reads of a turn under way, and what it leaves there should the turn end before there is more. */
export interface Searching {
  readonly ports: { readonly index: WorkspaceIndex; timeout(ms: number): AbortSignal };
  readonly request: AskRequest;
  readonly earlier: readonly Turn[];
  readonly warnings: string[];
  evidence: Evidence | null;
  englishWords: EnglishWords | null;
}

/** Search for what the turn asks. Events as `findEvidence` gives them; the last evidence is returned, not told. */
export async function* searchFor(turn: Searching): AsyncGenerator<TurnEvent, Evidence> {
  const { request, ports, earlier } = turn;
  const { question, signal, model, paths, beforeSearch } = request;
  const timeout = (ms: number): AbortSignal => ports.timeout(ms);
  if (beforeSearch !== undefined) await untilStopped(beforeSearch(), signal);
  const query = searchQuery(
    question,
    earlier.map((before) => before.question),
  );
  if (model !== null) turn.englishWords = yield* englishWords({ model, query, signal, timeout });
  const words = turn.englishWords?.words;
  const events = findEvidence(ports.index, {
    query: words === undefined ? query : `${query}\n${words}`,
    limit: model === null ? hitsForPerson : hitsForModel,
    ...(paths === undefined ? {} : { paths }),
    signal,
    timeout,
    isOptional: model !== null,
  });
  try {
    for (;;) {
      const next = await events.next();
      if (next.done === true) return next.value;
      // Told already, and kept should the turn end before there is more.
      if (next.value.kind === 'evidence') turn.evidence = next.value.evidence;
      if (next.value.kind === 'warning') turn.warnings.push(next.value.text);
      yield next.value;
    }
  } finally {
    // A reader who leaves in the middle ends the wait for the index too.
    await events.return(nothingFound);
  }
}

const nothingFound: Evidence = {
  hits: [],
  coverage: { filesIndexed: 0, filesTotal: 0 },
  generation: 0,
  warnings: [],
};
