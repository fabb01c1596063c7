import { describeRedactions, redact } from './prompt/firewall.ts';
import type { Coverage } from './retrieval/hit.ts';
import type { LeftOut, PackedPart } from './retrieval/packed.ts';
import type { WorkspaceIndex } from './retrieval/workspaceIndex.ts';
import { estimateTokens, type Tokens } from './tokens.ts';

export interface ContextRequest {
  /** What the reader is about to do, or wants to know: as for a search. */
  readonly task: string;
  /** At most so many tokens, headings and reasons included. */
  readonly budgetTokens: Tokens;
  /** Ids of parts that the reader has. */
  readonly exclude?: readonly string[];
  /** 0 is the first; each further page goes on with what found no room. */
  readonly page?: number;
  readonly paths?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A packed part after the firewall. */
export interface ContextPart extends PackedPart {
  /** What the firewall did: "1 secret redacted: AWS key". */
  readonly note?: string;
}

/** The evidence for a task, and what became of everything that was found for it. */
export interface Context {
  readonly parts: readonly ContextPart[];
  readonly tokens: Tokens;
  readonly budgetTokens: Tokens;
  readonly leftOut: readonly LeftOut[];
  readonly hasMore: boolean;
  readonly coverage: Coverage;
  readonly generation: number;
  readonly warnings: readonly string[];
}

/**
 * A candidate for each so many tokens of the budget: most places are longer, so that there is a choice. Half as many
 * hold 1.2 points less of the needed lines in 2,000 tokens and 0.4 in 4,000 (`npm run bench -- packing`).
 */
export const tokensForCandidate = 25;
export const candidateRange = { least: 20, most: 200 };

/**
 * Find what a task needs and pack it into a budget: search, pack, firewall. Every part passes the firewall, and with
 * it the budget still holds.
 *
 * @throws  As `WorkspaceIndex.search` does.
 */
export async function findContext(index: WorkspaceIndex, request: ContextRequest): Promise<Context> {
  const { task, budgetTokens, exclude = [], page = 0, paths, signal } = request;
  const { least, most } = candidateRange;
  const wanted = Math.ceil((budgetTokens * (page + 1)) / tokensForCandidate);
  const which = paths === undefined ? {} : { paths: [...paths] };
  const limit = Math.min(most, Math.max(least, wanted));
  const found = await index.search({ query: task, limit, offset: 0, withUses: false, ...which }, signal);
  const packed = await index.pack({ hits: found.hits, budgetTokens, exclude, page }, signal);
  const passed = withinBudget(packed.parts.map(passPart), budgetTokens);
  return {
    ...passed,
    budgetTokens,
    leftOut: [...passed.leftOut, ...packed.leftOut].map(passLeftOut),
    hasMore: packed.hasMore || passed.leftOut.length > 0,
    coverage: found.coverage,
    generation: found.generation,
    warnings: [...found.warnings, ...packed.warnings],
  };
}

function passPart(part: PackedPart): ContextPart {
  const { text, redactions } = redact(part.text);
  const tokens = part.tokens + Math.max(0, estimateTokens(text) - estimateTokens(part.text));
  return {
    ...part,
    text,
    tokens,
    fullTokens: Math.max(tokens, part.fullTokens),
    reasons: part.reasons.map((reason) => redact(reason).text),
    ...(redactions.length === 0 ? {} : { note: describeRedactions(redactions) }),
  };
}

function passLeftOut(left: LeftOut): LeftOut {
  return { ...left, reason: redact(left.reason).text };
}

/** What stands in a secret's place may be longer than the secret. */
function withinBudget(
  parts: readonly ContextPart[],
  budgetTokens: Tokens,
): { parts: readonly ContextPart[]; tokens: Tokens; leftOut: readonly LeftOut[] } {
  const kept: ContextPart[] = [];
  const leftOut: LeftOut[] = [];
  let tokens = 0;
  for (const part of parts) {
    if (tokens + part.tokens > budgetTokens) {
      leftOut.push({ source: part.source, reason: 'no room within the budget', tokens: part.tokens });
      continue;
    }
    kept.push(part);
    tokens += part.tokens;
  }
  return { parts: kept, tokens, leftOut };
}
