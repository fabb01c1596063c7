import type { Evidence } from '../../src/engine/answer.ts';
import type { Hit } from '../../src/engine/retrieval/hit.ts';
import type { Turn } from '../../src/engine/session/session.ts';

/** A hit with sensible fields; `text` has as many lines as it says. */
export function aHit(fields: Partial<Hit> = {}): Hit {
  const startLine = fields.startLine ?? 41;
  const text =
    fields.text ?? 'export function retryDelay(attempt: number): number {\n  return 200 * 2 ** attempt;\n}';
  return {
    path: 'src/net/retry.ts',
    startLine,
    endLine: startLine + text.split('\n').length - 1,
    score: 1,
    symbol: 'retryDelay',
    kind: 'function',
    container: [],
    signature: 'export function retryDelay(attempt: number): number',
    language: 'typescript',
    reasons: ['defines `retryDelay`'],
    freshness: 'fresh',
    text,
    highlightLines: [],
    uses: [],
    usesTotal: 0,
    ...fields,
  };
}

export function someEvidence(hits: readonly Hit[] = [aHit()], fields: Partial<Evidence> = {}): Evidence {
  return {
    hits: [...hits],
    coverage: { filesIndexed: 10, filesTotal: 10 },
    generation: 3,
    warnings: [],
    ...fields,
  };
}

export function aTurn(fields: Partial<Turn> = {}): Turn {
  return {
    id: 't1',
    parentId: null,
    question: 'How does the backoff work?',
    answer: 'It doubles [src/net/retry.ts:41-43].',
    reasoning: '',
    state: 'done',
    model: 'http://localhost:11434/v1#qwen3',
    modelLabel: 'Local · qwen3',
    evidence: null,
    ledger: null,
    citations: [],
    usage: null,
    failure: null,
    warnings: [],
    askedAt: 1_000,
    endedAt: 2_000,
    ...fields,
  };
}
