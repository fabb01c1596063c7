import { createMemories } from '../../src/engine/createMemories.ts';
import type { Memories } from '../../src/engine/memories.ts';
import type { ToVector } from '../../src/engine/memory/nearness.ts';
import { openMemories, type MemoriesOptions, type StoredMemories } from '../../src/storage/memories.ts';
import { fakeIndex } from './fakeIndex.ts';

/** Memories over a real store in a folder, with an index of a few texts and ids that count: `m1`, `m2` ... */
export function testMemories(
  options: MemoriesOptions & {
    readonly files?: Readonly<Record<string, string>>;
    readonly openVectors?: () => ToVector;
    readonly moment?: () => Promise<void>;
    /** Of the ids; absent: `m`. */
    readonly prefix?: string;
  },
): { readonly memories: Memories; readonly store: StoredMemories } {
  const { files = {}, now = Date.now } = options;
  const store = openMemories(options);
  let ids = 0;
  const memories = createMemories({
    store,
    index: fakeIndex([], files),
    now,
    timeout: (ms) => AbortSignal.timeout(ms),
    newId: () => `${options.prefix ?? 'm'}${++ids}`,
    ...(options.openVectors === undefined ? {} : { openVectors: options.openVectors }),
    moment: options.moment ?? (() => new Promise((resolve) => setImmediate(resolve))),
    commitOf: async () => 'abc123',
  });
  return { memories, store };
}
