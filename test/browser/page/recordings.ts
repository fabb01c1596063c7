import type { Evidence, TurnEvent } from '../../../src/engine/answer.ts';
import { evidenceAnswer } from '../../../src/engine/evidenceAnswer.ts';
import type { Ledger, LedgerRow } from '../../../src/engine/prompt/part.ts';
import type { Hit } from '../../../src/engine/retrieval/hit.ts';
import type { Turn } from '../../../src/engine/session/session.ts';
import type { PanelState, ToPanel } from '../../../src/webview/protocol.ts';

const retryText = `/**
 * How long to wait before the next attempt. The delay doubles from 200 ms up to 5 s; a little chance spreads
 * the clients, so that they do not come back together.
 */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const exponential = firstDelayMs * 2 ** attempt;
  const capped = Math.min(exponential, longestDelayMs);
  // Full jitter: anywhere between nothing and the cap.
  return Math.round(capped * (0.5 + random() / 2));
}

const firstDelayMs = 200;
const longestDelayMs = 5_000;`;

function hit(parts: Partial<Hit>): Hit {
  return {
    path: 'src/net/retry.ts',
    startLine: 37,
    endLine: 49,
    score: 1,
    symbol: 'retryDelay',
    kind: 'function',
    container: [],
    signature: 'export function retryDelay(attempt: number, random: () => number = Math.random): number',
    doc: 'How long to wait before the next attempt. The delay doubles from 200 ms up to 5 s; a little chance spreads the clients, so that they do not come back together.',
    language: 'typescript',
    reasons: ['defines `retryDelay`', 'matches “backoff” in its doc comment'],
    freshness: 'fresh',
    text: retryText,
    highlightLines: [41, 42, 43],
    uses: [
      {
        path: 'src/net/upload.ts',
        line: 88,
        symbol: 'uploadChunk',
        text: '    await sleep(retryDelay(attempt));',
      },
      {
        path: 'src/net/download.ts',
        line: 31,
        symbol: 'resume',
        text: 'const waitMs = retryDelay(tries, seeded);',
      },
    ],
    usesTotal: 7,
    ...parts,
  };
}

const uploadText = Array.from({ length: 33 }, (_, at) =>
  at === 0
    ? '  async uploadChunk(chunk: Chunk, signal: AbortSignal): Promise<Receipt> {'
    : at === 12
      ? '      await this.sleep(retryDelay(attempt), signal);'
      : `    const step${at} = this.measure("part", { index: ${at}, of: chunk.parts.length });`,
).join('\n');

export const evidence: Evidence = {
  hits: [
    hit({}),
    hit({
      path: 'src/net/upload/resumable/uploader.ts',
      startLine: 88,
      endLine: 120,
      symbol: 'uploadChunk',
      kind: 'method',
      container: ['ResumableUploader'],
      signature: 'async uploadChunk(chunk: Chunk, signal: AbortSignal): Promise<Receipt>',
      doc: 'Send one chunk, and again after a pause where the server is busy.',
      reasons: ['calls `retryDelay`', 'matches “uploader”'],
      text: uploadText,
      highlightLines: [100],
      freshness: 'unsaved',
      uses: [],
      usesTotal: 0,
    }),
    hit({
      startLine: 60,
      endLine: 64,
      symbol: 'RetryPolicy',
      kind: 'interface',
      signature: 'export interface RetryPolicy',
      doc: '',
      reasons: ['next to `retryDelay`'],
      text: 'export interface RetryPolicy {\n  readonly attempts: number;\n  readonly isRetryable: (error: unknown) => boolean;\n  readonly name: string | undefined;\n}',
      highlightLines: [61],
      uses: [],
      usesTotal: 0,
      freshness: 'stale',
    }),
    hit({
      path: 'docs/networking.md',
      startLine: 12,
      endLine: 15,
      symbol: 'Retries',
      kind: 'section',
      language: 'markdown',
      container: ['Networking'],
      doc: '',
      reasons: ['matches “backoff”, “retry”'],
      text: '## Retries\n\nEvery request is retried with **exponential backoff**, see `retryDelay`.\nSet `SIGHTLINE_RETRIES=0` to turn it off.',
      highlightLines: [14],
      uses: [],
      usesTotal: 0,
    }),
  ],
  coverage: { filesIndexed: 4212, filesTotal: 4212 },
  generation: 7,
  warnings: [],
};
delete evidence.hits[3]?.signature;

function row(parts: Partial<LedgerRow> & Pick<LedgerRow, 'id' | 'kind' | 'title'>): LedgerRow {
  const tokens = parts.tokens ?? 100;
  return { source: 'sightline', reasons: [], state: 'kept', tokens, fullTokens: tokens, ...parts };
}

export const ledger: Ledger = {
  rows: [
    row({ id: '1', kind: 'system', title: 'How to answer', tokens: 412 }),
    row({
      id: '2',
      kind: 'rules',
      title: 'AGENTS.md',
      source: 'AGENTS.md:1-40',
      tokens: 688,
      reasons: ['a rule file at the root'],
    }),
    row({ id: '3', kind: 'history', title: 'Earlier question and answer', source: 'session', tokens: 940 }),
    row({
      id: '4',
      kind: 'code',
      title: 'retry.ts:37-49 retryDelay',
      source: 'src/net/retry.ts:37-49',
      tokens: 412,
      reasons: ['defines `retryDelay`', 'matches “backoff”'],
    }),
    row({
      id: '5',
      kind: 'code',
      title: 'uploader.ts:88-120 uploadChunk',
      source: 'src/net/upload/resumable/uploader.ts:88-120',
      tokens: 655,
      state: 'shortened',
      fullTokens: 1204,
      reasons: ['calls `retryDelay`'],
    }),
    row({
      id: '6',
      kind: 'code',
      title: 'config.ts:3-9',
      source: 'src/config.ts:3-9',
      tokens: 90,
      state: 'redacted',
      note: '1 secret redacted: AWS key',
    }),
    row({
      id: '7',
      kind: 'code',
      title: 'retry.test.ts:10-52',
      source: 'test/retry.test.ts:10-52',
      tokens: 0,
      fullTokens: 590,
      state: 'left-out',
      note: 'budget',
    }),
    row({ id: '8', kind: 'question', title: 'Your question', source: 'session', tokens: 24 }),
  ],
  tokens: 5812,
  budgetTokens: 24_000,
};

export const answer = `The delay **doubles** from 200 ms up to 5 s, with jitter so that clients do not return together [src/net/retry.ts:41-46]. It is asked for in two places:

1. \`uploadChunk\` waits between attempts [src/net/upload/resumable/uploader.ts:100]
2. \`resume\` does so with a seeded source [src/net/download.ts:31], which tests rely on [src/nowhere.ts:1-2]

## Change it

To cap the wait at 2 s, change one constant:

\`\`\`ts src/net/retry.ts
const firstDelayMs = 200;
// Nobody waits longer than this for one attempt.
const longestDelayMs = 2_000;

export async function withRetry<T>(work: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  for (let attempt = 0; attempt < policy.attempts; attempt++) {
    if (attempt > 0) await sleep(retryDelay(attempt), { signal: policy.signal });
  }
  throw new Error(\`gave up after \${policy.attempts} attempts\`);
}
\`\`\`

| attempt | delay | with jitter |
|--------:|------:|:-----------:|
| 0 | 200 ms | 100–200 ms |
| 4 | 3.2 s | 1.6–3.2 s |

> The server may ask for more with \`Retry-After\`; see the [HTTP specification](https://www.rfc-editor.org/rfc/rfc9110#field.retry-after).
`;

export function turn(id: string, parts: Partial<Turn>): Turn {
  const askedAt = Date.now() - 60_000;
  return {
    id,
    parentId: null,
    question: 'How does the backoff work, and who calls it?',
    answer: '',
    reasoning: '',
    state: 'done',
    model: null,
    modelLabel: null,
    evidence,
    ledger: null,
    citations: [],
    usage: null,
    failure: null,
    warnings: [],
    askedAt,
    endedAt: askedAt + 2140,
    ...parts,
  };
}

export const answered = turn('t2', {
  parentId: 't1',
  model: 'local#qwen',
  modelLabel: 'Local · qwen3:8b',
  answer,
  reasoning: 'The question has two halves: how the delay is computed, and who calls the function.',
  ledger,
  usage: { inputTokens: 5790, outputTokens: 412, isEstimated: false },
  citations: [
    {
      path: 'src/net/retry.ts',
      startLine: 41,
      endLine: 46,
      isChecked: true,
      text: retryText.split('\n').slice(4, 10).join('\n'),
    },
    {
      path: 'src/net/upload/resumable/uploader.ts',
      startLine: 100,
      endLine: 100,
      isChecked: true,
      text: '      await this.sleep(retryDelay(attempt), signal);',
    },
    { path: 'src/net/download.ts', startLine: 31, endLine: 31, isChecked: true },
    { path: 'src/nowhere.ts', startLine: 1, endLine: 2, isChecked: false },
  ],
});

const index: NonNullable<PanelState['index']> = {
  state: 'ready',
  phase: 'idle',
  isPaused: false,
  role: 'writer',
  filesIndexed: 4212,
  filesTotal: 4212,
  filesParsed: 4212,
  chunks: 30_112,
  generation: 7,
  skipped: { binary: 31 },
  languages: { typescript: 2800, go: 1100, markdown: 312 },
  indexBytes: 24_000_000,
  warnings: [],
};

const empty: PanelState = {
  session: null,
  branches: {},
  runningTurnId: null,
  models: [],
  modelId: null,
  offers: [],
  index,
  examples: [
    'How does `retryDelay` work, and who calls it?',
    'Where is `ResumableUploader` created?',
    'What happens when a request fails in `src/net`?',
  ],
  workspaceNames: ['uploader'],
  isRestricted: false,
};

const models: PanelState['models'] = [
  { id: 'local#qwen', label: 'Local · qwen3:8b', group: 'Local', windowTokens: 32_768 },
  { id: 'vscode:gpt', label: 'GPT-X mini', group: 'VS Code', windowTokens: 128_000 },
];
const offers: PanelState['offers'] = [
  { name: 'Ollama', baseUrl: 'http://localhost:11434/v1', models: ['qwen3:8b', 'llama3.2'] },
];

function session(turns: Turn[], title = 'Retry logic in the uploader') {
  const at = Date.now() - 3_600_000;
  return { id: 's1', title, createdAt: at, changedAt: at, turnCount: turns.length, forkedFrom: null, turns };
}

const connected = { ...empty, models, modelId: 'local#qwen' };
const failure = {
  kind: 'model-cut',
  message: 'The model at http://localhost:11434 cut the connection in the middle of its answer.',
  hint: 'Continue, or try again.',
} as const;

/** What the host says on `ready`, by the name of a situation. */
export const situations: Readonly<Record<string, readonly ToPanel[]>> = {
  firstRun: [{ kind: 'state', state: { ...empty, offers } }],
  indexing: [
    {
      kind: 'state',
      state: {
        ...empty,
        examples: [],
        index: { ...index, state: 'indexing', phase: 'scan', filesIndexed: 1204 },
        isRestricted: true,
      },
    },
  ],
  evidence: [
    {
      kind: 'state',
      state: { ...empty, offers, session: session([turn('t1', { answer: evidenceAnswer(evidence) })]) },
    },
  ],
  answered: [
    {
      kind: 'state',
      state: {
        ...connected,
        session: session([
          turn('t1', {
            question: 'What retries are there?',
            evidence: null,
            answer: 'One: `withRetry`.',
            model: 'local#qwen',
            modelLabel: 'Local · qwen3:8b',
          }),
          answered,
        ]),
        branches: { t2: ['t0', 't2'] },
      },
    },
  ],
  failed: [
    {
      kind: 'state',
      state: {
        ...connected,
        session: session([
          {
            ...answered,
            id: 't1',
            parentId: null,
            answer: answer.slice(0, 260),
            state: 'failed',
            failure,
            usage: null,
          },
        ]),
      },
    },
    {
      kind: 'notice',
      severity: 'warning',
      text: 'The index is read only: another window writes it.',
      action: { label: 'Show Report', command: 'sightline.doctor' },
    },
  ],
  running: [
    {
      kind: 'state',
      state: {
        ...connected,
        session: session([
          {
            ...answered,
            id: 't1',
            parentId: null,
            answer: '',
            reasoning: '',
            state: 'asked',
            endedAt: null,
            usage: null,
          },
        ]),
        runningTurnId: 't1',
      },
    },
    ...(['Searching 4,212 files'] as const).map((text): ToPanel => ({
      kind: 'turn',
      sessionId: 's1',
      turnId: 't1',
      event: { kind: 'step', text },
    })),
    { kind: 'turn', sessionId: 's1', turnId: 't1', event: { kind: 'evidence', evidence } },
    { kind: 'turn', sessionId: 's1', turnId: 't1', event: { kind: 'step', text: 'Asking Local · qwen3:8b' } },
  ],
  history: [
    { kind: 'state', state: { ...connected, session: session([answered]) } },
    { kind: 'show', view: 'history' },
  ],
};

const hourMs = 3_600_000;

/** The answer to `listSessions`. */
export const sessions: Extract<ToPanel, { kind: 'sessions' }>['sessions'] = [
  ['s1', 'Retry logic in the uploader', 0.2, 4],
  ['s2', 'Where are tokens counted, and why does the estimate differ from what the server says?', 3, 1],
  ['s3', 'Rename the storage folder', 27, 12],
  ['s4', 'Lease of the writer', 90, 2],
  ['s5', 'First look', 1900, 7],
].map(([id, title, hours, turnCount]) => ({
  id: String(id),
  title: String(title),
  createdAt: 0,
  changedAt: Date.now() - Number(hours) * hourMs,
  turnCount: Number(turnCount),
  forkedFrom: id === 's3' ? 's1' : null,
}));

/** The events of a turn that is asked in the page, in order; `text` comes in small pieces. */
export function turnEvents(sessionId: string, turnId: string): readonly TurnEvent[] {
  const pieces = answer.match(/[^]{1,7}/g) ?? [];
  return [
    { kind: 'started', sessionId, turnId, title: 'Retry logic in the uploader' },
    { kind: 'step', text: 'Searching 4,212 files' },
    { kind: 'evidence', evidence },
    { kind: 'ledger', ledger },
    { kind: 'step', text: 'Asking qwen3' },
    { kind: 'reasoning', text: 'Two halves.' },
    ...pieces.map((text): TurnEvent => ({ kind: 'text', text })),
    { kind: 'citations', citations: answered.citations },
    { kind: 'usage', usage: { inputTokens: 5790, outputTokens: 412, isEstimated: false } },
    { kind: 'done', elapsedMs: 2140, reason: 'stop' },
  ];
}
