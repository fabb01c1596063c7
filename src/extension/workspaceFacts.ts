import type * as vscode from 'vscode';
import type { IndexStatus } from '../engine/retrieval/status.ts';
import { exampleQuestions } from './exampleQuestions.ts';
import type { Log } from './log.ts';
import type { EngineHolder, OpenEngine } from './openEngine.ts';
import type { PanelLine } from './panelLine.ts';

/** What the index last said of the open folders: at hand at once, so that no panel waits for the worker to draw itself. */
export interface WorkspaceFacts extends vscode.Disposable {
  /** Null: no engine is open, or it has not said a word yet. */
  index(): IndexStatus | null;
  examples(): readonly string[];
}

/** More than are shown: some symbols make no question. */
const symbolsAsked = 12;

/** Keep the facts, and tell the panel whenever they change. */
export function keepFacts(engines: EngineHolder, line: PanelLine, log: Log): WorkspaceFacts {
  let index: IndexStatus | null = null;
  let examples: readonly string[] = [];
  const following = engines.onOpen((open) => {
    let isClosed = false;
    const onFailure = (doing: string) => (error: unknown) => {
      if (!isClosed) log.bug(doing, error);
    };
    const findExamples = async (): Promise<void> => {
      const found = await examplesOf(open);
      if (isClosed || found.join() === examples.join()) return;
      examples = found;
      line.post({ kind: 'examples', examples: [...found] });
    };
    const hear = (status: IndexStatus): void => {
      const wasReady = index?.state === 'ready';
      index = status;
      line.post({ kind: 'index', status });
      // Phase 2 knows the symbols better than phase 1.
      if (status.state === 'ready' && !wasReady) findExamples().catch(onFailure('Making example questions'));
    };
    const stop = open.engine.index.onStatus(hear);
    open.engine.index.status().then(hear, onFailure('Reading the status of the index'));
    open.engine.index.whenReady('searchable').then(findExamples).catch(onFailure('Waiting for the index'));
    return {
      dispose: () => {
        isClosed = true;
        stop();
        index = null;
        examples = [];
      },
    };
  });
  return { index: () => index, examples: () => examples, dispose: () => following.dispose() };
}

async function examplesOf({ engine }: OpenEngine): Promise<readonly string[]> {
  return exampleQuestions(await engine.index.notableSymbols(symbolsAsked));
}
