import type { IndexStatus } from '../engine/retrieval/status.ts';
import { countChunks } from './liveSegment.ts';
import type { RootTask } from './rootTask.ts';

/** The part of a status that goes with every answer: cheap, since each search asks for it. */
export function standingOf(tasks: readonly RootTask[], messages: readonly string[]) {
  return {
    filesIndexed: sum(tasks, (task) => task.counts().files),
    filesTotal: sum(tasks, (task) => Math.max(task.filesTotal, task.counts().files)),
    generation: sum(tasks, (task) => task.index.generation),
    warnings: [...messages.slice(-5), ...tasks.flatMap((task) => task.problem ?? [])],
  };
}

/** One status of all roots: sums, and the state of the one that is furthest behind. */
export function statusOf(
  tasks: readonly RootTask[],
  more: { readonly isPaused: boolean; readonly messages: readonly string[]; readonly commits: number },
): IndexStatus {
  return {
    ...standingOf(tasks, more.messages),
    state: stateOf(tasks),
    phase: phaseOf(tasks),
    isPaused: more.isPaused || tasks.some((task) => task.state === 'cancelled'),
    role: tasks.every((task) => task.index.isWriter) ? 'writer' : 'reader',
    filesParsed: sum(tasks, (task) => task.counts().parsed),
    chunks: sum(tasks, (task) => countChunks(task.index.live.values())),
    skipped: added(tasks.map((task) => task.index.skippedCounts())),
    languages: added(tasks.map((task) => task.counts().languages)),
    indexBytes: sum(tasks, (task) =>
      [...task.index.live.values()].reduce((bytes, one) => bytes + one.bytes, 0),
    ),
    ...(more.commits === 0 ? {} : { commits: more.commits }),
  };
}

function stateOf(tasks: readonly RootTask[]): IndexStatus['state'] {
  if (tasks.some((task) => task.state === 'failed')) return 'failed';
  if (tasks.length === 0 || tasks.some((task) => task.state === 'starting')) return 'starting';
  return tasks.every((task) => task.state === 'ready') ? 'ready' : 'indexing';
}

function phaseOf(tasks: readonly RootTask[]): IndexStatus['phase'] {
  for (const phase of ['walk', 'scan', 'parse'] as const) {
    if (tasks.some((task) => task.state === phase)) return phase;
  }
  return 'idle';
}

function sum(tasks: readonly RootTask[], value: (task: RootTask) => number): number {
  return tasks.reduce((total, task) => total + value(task), 0);
}

function added(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const each of counts)
    for (const [key, count] of Object.entries(each)) total[key] = (total[key] ?? 0) + count;
  return total;
}
