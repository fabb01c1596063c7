import type { Engine } from '../engine/engine.ts';
import type { IndexStatus } from '../engine/retrieval/status.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { withProgress } from './progress.ts';
import { printJson, reportWarnings } from './report.ts';
import { bytesInWords, counted, durationInWords } from './words.ts';
import { withEngine } from './workspace.ts';

/** `sightline index` */
export const index: Command = {
  name: 'index',
  operands: '',
  summary: 'index the workspace, and say what was taken and what was not',
  description:
    'Only what changed since the last time is read. With --json it prints the status of the index.',
  options: {
    rebuild: { type: 'boolean', help: 'forget the index and make it anew' },
    watch: { type: 'boolean', help: 'follow changes until Ctrl+C' },
  },
  run: runIndex,
};

async function runIndex(context: CommandContext): Promise<ExitCode> {
  const { terminal, arguments: given } = context;
  const follows = given.flag('watch');
  return withEngine(context, { follows }, async (engine) => {
    const startedAt = performance.now();
    await withProgress(engine.index, terminal.err, async () => {
      if (given.flag('rebuild')) await engine.index.rebuild();
      await engine.index.whenReady('ready', terminal.signal);
    });
    const status = await engine.index.status();
    if (given.flag('json')) printJson(terminal.out, status);
    else terminal.out.write(`${summary(status, performance.now() - startedAt)}\n`);
    reportWarnings(terminal.err, status.warnings);
    if (follows) await follow(context, { engine, from: status });
    return status.warnings.length > 0 ? 3 : 0;
  });
}

/** "Indexed 4,212 files (18,220 chunks, 41.2 MB) in 3.2 s. Skipped 312: 300 ignored, 12 binary." */
export function summary(status: IndexStatus, elapsedMs: number): string {
  const parts = `${counted(status.chunks, 'chunk')}, ${bytesInWords(status.indexBytes)}`;
  const done = `Indexed ${counted(status.filesIndexed, 'file')} (${parts}) in ${durationInWords(elapsedMs)}.`;
  const skipped = skippedInWords(status);
  return skipped === '' ? done : `${done} ${skipped}`;
}

/** "Skipped 312: 300 ignored, 12 binary.", or nothing where nothing was. A folder counts once. */
export function skippedInWords(status: IndexStatus): string {
  const reasons = Object.entries(status.skipped).filter(([, count]) => count > 0);
  if (reasons.length === 0) return '';
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  const byReason = reasons
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${count.toLocaleString('en-US')} ${reason}`);
  return `Skipped ${total.toLocaleString('en-US')}: ${byReason.join(', ')}.`;
}

/** One line for each change that is searchable, until Ctrl+C. */
async function follow(context: CommandContext, since: { engine: Engine; from: IndexStatus }): Promise<void> {
  const { err, signal } = context.terminal;
  let { generation } = since.from;
  err.write('Following changes. Ctrl+C ends it.\n');
  const stop = since.engine.index.onStatus((status) => {
    if (status.phase !== 'idle' || status.generation === generation) return;
    ({ generation } = status);
    err.write(
      `Generation ${generation}: ${counted(status.filesIndexed, 'file')}, ${counted(status.chunks, 'chunk')}.\n`,
    );
  });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  stop();
  signal.throwIfAborted();
}
