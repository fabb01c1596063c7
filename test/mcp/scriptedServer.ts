import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TurnEvent } from '../../src/engine/answer.ts';
import type { Context, ContextRequest } from '../../src/engine/context.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/errors.ts';
import type { ChatModel } from '../../src/engine/model.ts';
import type { FoundSymbol, SymbolRequest } from '../../src/engine/retrieval/foundSymbol.ts';
import type { Hit } from '../../src/engine/retrieval/hit.ts';
import type { IndexStatus } from '../../src/engine/retrieval/status.ts';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import { defaultAskLimitMs } from '../../src/mcp/askTool.ts';
import { serveConnection } from '../../src/mcp/connection.ts';
import { testMemories } from '../support/testMemories.ts';

/**
 * A server whose index says what the query asks of it, run as a process of its own by the tests of the protocol.
 * `SCRIPT=model` adds a model; `SCRIPT=stuck` is an index that never answers and an engine that never closes;
 * `SCRIPT=busy` is one that told its state once.
 */
const script = process.env['SCRIPT'] ?? '';
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const never = new Promise<never>(() => undefined);
let generation = 7;

const hit = (n: number): Hit => ({
  path: `src/file${n}.ts`,
  startLine: n,
  endLine: n + 2,
  score: 1 / n,
  symbol: `name${n}`,
  container: [],
  language: 'typescript',
  reasons: [`defines \`name${n}\``],
  freshness: n === 2 ? 'stale' : 'fresh',
  text: `export function name${n}() {\n  return "\`\`\`";\n}`,
  highlightLines: [],
  uses: [],
  usesTotal: 0,
});

const status: IndexStatus = {
  state: 'ready',
  phase: 'idle',
  isPaused: false,
  role: 'writer',
  filesIndexed: 80,
  filesTotal: 100,
  filesParsed: 60,
  chunks: 400,
  generation,
  skipped: { binary: 3 },
  languages: { typescript: 80 },
  indexBytes: 1_500_000,
  warnings: ['One folder could not be read.'],
};

async function search(request: Parameters<WorkspaceIndex['search']>[0], signal?: AbortSignal) {
  if (request.query === 'stray output') console.log('this must not reach the client');
  if (request.query === 'a bug') throw new TypeError('undefined is not a function');
  if (request.query === 'damaged') {
    throw new EngineError('index-damaged', 'The index is damaged.', { hint: 'Rebuild it.' });
  }
  if (request.query === 'hang') {
    signal?.addEventListener('abort', () => log('the call was aborted'));
    log('the call hangs');
    await never;
  }
  if (request.query === 'reindexed') generation++;
  const all = request.query === 'nothing' ? [] : Array.from({ length: 25 }, (_, i) => hit(i + 1));
  log(`searched ${JSON.stringify(request)}`);
  return {
    hits: all.slice(request.offset, request.offset + request.limit),
    coverage: { filesIndexed: 80, filesTotal: 100 },
    generation,
    warnings: [],
  };
}

async function findSymbol(request: SymbolRequest): Promise<FoundSymbol> {
  const { offset = 0, limit } = request.references ?? { limit: 0 };
  const files = Array.from({ length: 12 }, (_, i) => `src/user${i + 1}.ts`);
  return {
    definitions: [
      {
        path: 'src/file1.ts',
        startLine: 1,
        endLine: 3,
        line: 1,
        name: request.name,
        kind: 'function',
        container: ['Box'],
        signature: 'function name1(apiToken = "aB3dE5fG7hJ9kL1mN2pQ4r")',
        match: 'exact',
        freshness: 'fresh',
      },
    ],
    definitionsTotal: 1,
    references: files
      .slice(offset, offset + limit)
      .map((path) => ({ path, count: 9, lines: [{ line: 4, text: 'name1();', symbol: 'main' }] })),
    referenceFiles: request.references === undefined ? 0 : files.length,
    coverage: { filesIndexed: 80, filesTotal: 100 },
    generation,
    warnings: [`asked ${JSON.stringify(request)}`],
  };
}

async function context({ signal: _signal, ...request }: ContextRequest): Promise<Context> {
  const { path, startLine, endLine, reasons, text, freshness } = hit(1);
  const source = `${path}:${startLine}-${endLine}`;
  const ranges = [{ startLine, endLine }];
  const size = { tokens: 40, fullTokens: 40 };
  return {
    parts: [{ id: `${source}#1f`, kind: 'code', path, ranges, source, ...size, reasons, freshness, text }],
    tokens: 40,
    budgetTokens: request.budgetTokens,
    leftOut: [{ source: 'src/file2.ts:2-4', reason: 'no room within the budget', tokens: 40 }],
    hasMore: request.page === 0,
    coverage: { filesIndexed: 80, filesTotal: 100 },
    generation,
    warnings: [`asked ${JSON.stringify(request)}`],
  };
}

async function* ask(request: { question: string; signal: AbortSignal }): AsyncIterable<TurnEvent> {
  yield { kind: 'started', sessionId: 's1', turnId: 't1', title: 'T' };
  yield { kind: 'step', text: 'Searching 80 files' };
  if (request.question === 'fail') {
    yield { kind: 'text', text: 'Half an' };
    const failure = { kind: 'model-cut', message: 'The model went away.', hint: 'Start it.' } as const;
    yield { kind: 'failed', elapsedMs: 1, failure };
    return;
  }
  yield { kind: 'step', text: 'Asking' };
  // The 1.x client forgets progress that arrives in one read with the answer.
  await delay(50);
  yield { kind: 'text', text: 'It retries ' };
  yield { kind: 'text', text: 'twice.' };
  const places = [
    { path: 'src/file1.ts', startLine: 1, endLine: 3, isChecked: true },
    { path: 'src/made-up.ts', startLine: 1, endLine: 3, isChecked: false },
  ];
  yield { kind: 'citations', citations: places };
  yield { kind: 'usage', usage: { inputTokens: 10, outputTokens: 4, isEstimated: false } };
  yield { kind: 'done', elapsedMs: 5, reason: 'stop' };
}

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-scripted-'));
process.once('exit', () => fs.rmSync(home, { recursive: true, force: true }));
let opened: ReturnType<typeof testMemories> | undefined;

const isStuck = script === 'stuck' || script === 'busy';
// Only what the server calls: a call of anything else fails as a bug, and its test with it.
const index = {
  search: isStuck ? () => never : search,
  findSymbol: isStuck ? () => never : findSymbol,
  status: () => (isStuck ? never : Promise.resolve(status)),
  onStatus: (listener: (heard: IndexStatus) => void) => {
    if (script === 'busy') listener({ ...status, state: 'indexing' });
    return () => undefined;
  },
  whenReady: () => (isStuck ? never : Promise.resolve()),
} as Partial<WorkspaceIndex> as WorkspaceIndex;
const engine = {
  index,
  ask,
  context: isStuck ? () => never : context,
  get memories() {
    opened ??= testMemories({ directory: home, workspace: '/w', files: { 'src/a.ts': 'one\ntwo\nthree' } });
    return opened.memories;
  },
  close: async () => {
    if (isStuck) await never;
    opened?.store.close();
  },
} as Partial<Engine> as Engine;
const model: ChatModel = {
  id: 'scripted',
  label: 'Scripted',
  // eslint-disable-next-line require-yield
  async *stream() {
    throw new Error('the scripted engine asks no model');
  },
};

if (isStuck) setInterval(() => undefined, 1000);
const named = { label: model.label, open: async () => model };
await serveConnection({
  engine,
  model: script === 'model' ? named : null,
  askLimitMs: defaultAskLimitMs,
  version: '9.9.9',
  log,
});
process.exit(0);
