import os from 'node:os';
import { chatJudge, httpReranker, type ComposeOptions } from '../../src/compose.ts';
import type { Composition } from '../../src/cli/command.ts';
import { memoryFolder, readMemoryFolder, writeMemoryFolder } from '../../src/files/memoryFolder.ts';
import { run } from '../../src/cli/run.ts';
import type { Output } from '../../src/cli/terminal.ts';
import type { TurnEvent } from '../../src/engine/answer.ts';
import type { Context, ContextRequest } from '../../src/engine/context.ts';
import type { AskRequest, Engine } from '../../src/engine/engine.ts';
import type { Memories } from '../../src/engine/memories.ts';
import type { SearchRequest, SearchResult } from '../../src/engine/retrieval/hit.ts';
import type { IndexStatus } from '../../src/engine/retrieval/status.ts';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import type { SessionStore } from '../../src/engine/session/session.ts';

export const readyStatus: IndexStatus = {
  state: 'ready',
  phase: 'idle',
  isPaused: false,
  role: 'writer',
  filesIndexed: 4212,
  filesTotal: 4212,
  filesParsed: 4212,
  chunks: 18220,
  generation: 7,
  skipped: { ignored: 12, binary: 3 },
  languages: { typescript: 4000, markdown: 212 },
  indexBytes: 41_200_000,
  warnings: [],
};

const emptyContext: Context = {
  parts: [],
  tokens: 0,
  budgetTokens: 0,
  leftOut: [],
  hasMore: false,
  coverage: { filesIndexed: 5, filesTotal: 5 },
  generation: 1,
  warnings: [],
};

export interface FakeProgram {
  readonly events?: readonly TurnEvent[];
  readonly result?: SearchResult;
  readonly context?: Partial<Context>;
  readonly sessions?: SessionStore;
  readonly memories?: Memories;
  readonly index?: Partial<WorkspaceIndex>;
  readonly parts?: Partial<Composition>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly output?: Partial<Output>;
  readonly signal?: AbortSignal;
}

/** Run one command line against a made-up engine, and say all that it did. */
export async function runCommand(line: readonly string[], fake: FakeProgram = {}) {
  const seen = {
    asked: [] as AskRequest[],
    contexts: [] as ContextRequest[],
    searched: [] as SearchRequest[],
    composed: [] as ComposeOptions[],
  };
  const state = { out: '', err: '', closed: 0 };
  const output = (name: 'out' | 'err'): Output => ({
    write: (text) => void (state[name] += text),
    isTerminal: false,
    isColoured: false,
    columns: 100,
    ...fake.output,
  });
  const compose = (options: ComposeOptions): Engine => {
    seen.composed.push(options);
    return {
      index: { ...fakeIndex(fake, seen.searched), ...fake.index },
      get sessions() {
        if (fake.sessions === undefined) throw new Error('no sessions in this test');
        return fake.sessions;
      },
      get memories() {
        if (fake.memories === undefined) throw new Error('no memories in this test');
        return fake.memories;
      },
      async *ask(request) {
        seen.asked.push(request);
        yield* fake.events ?? [];
      },
      context: async (request) => {
        seen.contexts.push(request);
        return { ...emptyContext, budgetTokens: request.budgetTokens, ...fake.context };
      },
      close: async () => void state.closed++,
    };
  };
  const code = await run(line, {
    terminal: {
      out: output('out'),
      err: output('err'),
      environment: fake.environment ?? {},
      currentDirectory: os.tmpdir(),
      signal: fake.signal ?? new AbortController().signal,
    },
    version: '1.2.3',
    load: async () => ({
      compose,
      openAiModel: ({ baseUrl, model }) => ({
        id: `${baseUrl}#${model}`,
        label: model,
        stream: async function* () {},
      }),
      httpReranker,
      chatJudge,
      findLocalServers: async () => [],
      homeDirectory: () => '/data/sightline',
      memoryFolder,
      readMemoryFolder,
      writeMemoryFolder,
      tuneFolder: async () => null,
      keepWeights: () => undefined,
      dropWeights: () => false,
      evaluateFolder: async () => ({ seed: 1, baseline: 'BM25F', tasks: [] }),
      ...fake.parts,
    }),
  });
  return { code, ...state, ...seen };
}

function fakeIndex({ result }: FakeProgram, searched: SearchRequest[]): WorkspaceIndex {
  const nothing = async (): Promise<void> => undefined;
  return {
    search: async (request) => {
      searched.push(request);
      return (
        result ?? { hits: [], coverage: { filesIndexed: 5, filesTotal: 5 }, generation: 1, warnings: [] }
      );
    },
    pack: async () => ({ parts: [], tokens: 0, leftOut: [], warnings: [], hasMore: false }),
    findSymbol: async () => Promise.reject(new Error('no command looks symbols up')),
    status: async () => readyStatus,
    onStatus: () => () => undefined,
    skipped: async () => [],
    notableSymbols: async () => [],
    readLines: async () => null,
    readText: async () => null,
    filesChanged: nothing,
    unsaved: nothing,
    reconcile: nothing,
    rebuild: nothing,
    pause: nothing,
    resume: nothing,
    cancel: nothing,
    whenReady: nothing,
    close: nothing,
  };
}
