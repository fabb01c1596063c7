import type { WordVectors } from '../engine/ranking/wordVectors.ts';
import type { Outline, Parser } from '../engine/retrieval/chunk.ts';
import { isParsedApart, parsedLanguages } from '../parsing/grammar.ts';
import { createParser } from '../parsing/parser.ts';
import { runAdoptJob } from './adoptJob.ts';
import { runMergeJob } from './mergeJob.ts';
import { runBuildJob } from './parseJob.ts';
import type { FromParse, Job, ToParse } from './parseMessages.ts';
import type { ParseData } from './protocol.ts';
import { openWordTable } from '../files/wordTable.ts';

export interface ParseChannel {
  /** `bytes`: of the message, may be handed over instead of copied. */
  send(message: FromParse, bytes?: ArrayBuffer): void;
  onMessage(listen: (message: ToParse) => void): void;
}

/** The other end of `ParsePool`: runs its jobs, in a process or a thread. */
export function serveParse(channel: ParseChannel, data: ParseData): void {
  const { grammarDirectory, wordTable } = data;
  const log = (line: string): void => channel.send({ kind: 'log', line });
  const apart = askApart((message) => channel.send(message));
  const open = (): Parser => {
    const here = createParser({ grammarDirectory, log });
    return { outline: (language, text) => (isParsedApart(language) ? apart : here).outline(language, text) };
  };
  let parser: Parser | null = null;
  const grammarLanguages: ReadonlySet<string> = new Set(parsedLanguages);
  let vectors: WordVectors | null | undefined;
  const run = (job: Job) => {
    if (job.kind === 'merge') return runMergeJob(job);
    if (job.kind === 'adopt') return runAdoptJob(job);
    if (vectors === undefined) vectors = openWordTable(wordTable, log);
    return runBuildJob(job, {
      parser: job.phase === 2 ? (parser ??= open()) : null,
      grammarLanguages,
      vectors,
    });
  };
  channel.onMessage((message) => {
    if (message.kind === 'outline') {
      apart.answer(message.id, message.outline);
      return;
    }
    const { id, job } = message;
    run(job)
      .then((result) => channel.send({ kind: 'result', id, result }, result.bytes?.buffer))
      .catch((error: unknown) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        channel.send({ kind: 'error', id, message: text });
      });
  });
  channel.send({ kind: 'ready' });
}

/** The parser of another process, asked through whoever started this worker. */
function askApart(send: (message: FromParse) => void) {
  const waiting = new Map<number, (outline: Outline | null) => void>();
  let nextId = 1;
  return {
    outline: (language: string, text: string): Promise<Outline | null> =>
      new Promise((resolve) => {
        const id = nextId++;
        waiting.set(id, resolve);
        send({ kind: 'outline', id, language, text });
      }),
    answer(id: number, outline: Outline | null): void {
      waiting.get(id)?.(outline);
      waiting.delete(id);
    },
  };
}
