import { EngineError, toFailure } from './errors.ts';
import type { Memories } from './memories.ts';
import type { Memory, Origin } from './memory/memory.ts';
import { passGate } from './memory/gate.ts';
import { suggest, type Suggestion } from './memory/propose.ts';
import type { PromptMemory } from './prompt/memoryParts.ts';
import { redact } from './prompt/firewall.ts';
import type { RecalledMemory } from './recallMemories.ts';
import type { Turn } from './session/session.ts';

/** The memories of one turn. */
export interface TurnMemories {
  /** What every prompt begins with, in an order that does not change. */
  readonly profile: readonly PromptMemory[];
  /** What this question recalls, best first, without what the session was told already. */
  readonly recalled: readonly PromptMemory[];
  readonly warnings: readonly string[];
}

export const noMemories: TurnMemories = { profile: [], recalled: [], warnings: [] };

/** A profile of about ten sentences; more would be read by no model with care. */
const profileTokens = 400;
const recalledTokens = 600;
const mostRecalled = 6;
/** Of the subject of a question: one rare word of three, say. Less is a common word that happens to be in both. */
const leastShare = 0.3;
/** Files of the best places: what is remembered of them is at hand. */
const pathsAtHand = 5;

/** Recall for a question and the files that were found for it. A store that fails costs the memories, not the turn. */
export async function memoriesFor(
  open: () => Memories,
  question: { readonly text: string; readonly paths: readonly string[]; readonly earlier: readonly Turn[] },
): Promise<TurnMemories> {
  try {
    const memories = open();
    await memories.ready();
    const profile = memories.profile(profileTokens);
    const exclude = new Set([...profile.map(({ id }) => id), ...toldIn(question.earlier)]);
    const found = await memories.recall({
      query: question.text,
      limit: mostRecalled,
      budgetTokens: recalledTokens,
      paths: [...new Set(question.paths)].slice(0, pathsAtHand),
      exclude,
      leastShare,
      isUse: true,
    });
    const always = profile.map((memory) =>
      toPromptMemory(memory, {
        isStale: false,
        reasons: [`a ${memory.kind}, which every prompt begins with`],
      }),
    );
    const recalled = found.memories.map((one: RecalledMemory) => toPromptMemory(one.memory, one));
    return { profile: always, recalled, warnings: found.warnings };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { ...noMemories, warnings: [`Nothing could be recalled: ${toFailure(error).message}`] };
  }
}

/** Memories recalled for a question before this one: the session knows them. */
function toldIn(earlier: readonly Turn[]): readonly string[] {
  const rows = earlier.flatMap(({ ledger }) => ledger?.rows ?? []);
  return rows
    .filter(({ kind, state }) => kind === 'memory' && state !== 'left-out')
    .map(({ id }) => id.replace(/^memory:/, ''));
}

function toPromptMemory(
  memory: Memory,
  { isStale, reasons }: { isStale: boolean; reasons: readonly string[] },
): PromptMemory {
  const { id, text, kind, learnedAt, origins, evidence } = memory;
  const names = origins.map(
    ({ by, name }) => name ?? (by === 'user' ? 'you' : by === 'turn' ? 'a chat' : by),
  );
  return {
    id,
    text,
    kind,
    learned: new Date(learnedAt).toISOString().slice(0, 10),
    by: [...new Set(names)].join(', '),
    isStale,
    places: evidence.map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`),
    reasons,
  };
}

/** Put what a question lays down into the review queue. Never throws for what a person can act on. @returns how many. */
export function proposeFrom(open: () => Memories, question: string, nowMs: number): number {
  try {
    const suggestions = suggest(question);
    return suggestions.length === 0 ? 0 : proposeAll(open(), suggestions, { by: 'turn', at: nowMs });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // The turn is answered and stored; a proposal that is lost is said again the next time it matters.
    return 0;
  }
}

/** Put suggestions that the gate lets through into the review queue. @returns how many are new there. */
export function proposeAll(memories: Memories, suggestions: readonly Suggestion[], origin: Origin): number {
  const passed = suggestions.filter(({ text, kind }) => {
    try {
      passGate({ text, kind, by: origin.by, evidenceTexts: [] }, (said) =>
        redact(said).redactions.map((redaction) => redaction.kind),
      );
      return true;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      // Nobody asked for it to be remembered, so nobody needs to hear that it is not.
      return false;
    }
  });
  return passed.length === 0 ? 0 : memories.propose(passed.map((one) => ({ ...one, origin })));
}
