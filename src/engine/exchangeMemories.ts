import { EngineError, toFailure } from './errors.ts';
import type { Memories } from './memories.ts';
import { parseMemory, printMemory, type MemoryFile } from './memory/markdown.ts';
import type { Memory, MemoryScope, StoredMemory } from './memory/memory.ts';

export interface Exported {
  readonly files: readonly MemoryFile[];
  /** Names of files whose memory was forgotten or superseded: they would bring it back. */
  readonly gone: readonly string[];
}

export interface Imported {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly merged: readonly string[];
  readonly unchanged: number;
  /** Files that were not taken, each with the reason; for a conflict both texts. */
  readonly problems: readonly { readonly file: string; readonly why: string }[];
}

/**
 * Memories as Markdown files, one each: those of the given scopes that hold now.
 * @param there  What the folder holds already: a file whose memory is there keeps its name.
 */
export function exportMemories(
  memories: Memories,
  { scopes, there }: { readonly scopes: readonly MemoryScope[]; readonly there: readonly MemoryFile[] },
): Exported {
  const names = new Map(there.flatMap((file) => idOf(file)?.map((id) => [id, file.name] as const) ?? []));
  const wanted = memories.list().filter(({ scope }) => scopes.includes(scope));
  const files = wanted.map((memory) => {
    const { name, text } = printMemory(withoutUses(memory));
    return { name: names.get(memory.id) ?? name, text };
  });
  const kept = new Set(wanted.map(({ id }) => id));
  const gone = [...names].filter(([id]) => !kept.has(id) && isKnown(memories, id)).map(([, name]) => name);
  return { files, gone };
}

/**
 * Take files in, one by one: a new memory is added or merged, one that was edited by hand is edited, and where both sides
 * changed it, the file is left and told of. What cannot be read is told of, too. Never throws for a file.
 */
export function importMemories(
  memories: Memories,
  files: readonly MemoryFile[],
  now: { readonly ms: number; newId(): string },
): Imported {
  const [added, changed, merged] = [[] as string[], [] as string[], [] as string[]];
  const problems: { file: string; why: string }[] = [];
  const known = new Map(memories.list({ withPast: true }).map((memory) => [memory.id, memory]));
  let unchanged = 0;
  for (const file of files) {
    const parsed = parseMemory(file, now);
    if (parsed.kind === 'problem') problems.push({ file: file.name, why: parsed.why });
    else {
      try {
        const before = known.get(parsed.memory.id);
        const outcome =
          before === undefined ? takeNew(memories, parsed.memory) : takeEdit(memories, parsed.memory, before);
        if (outcome === 'unchanged') unchanged++;
        else if (outcome === 'added') added.push(parsed.memory.id);
        else if (outcome === 'merged') merged.push(parsed.memory.id);
        else if (outcome === 'changed') changed.push(parsed.memory.id);
        else problems.push({ file: file.name, why: outcome.conflict });
      } catch (error) {
        if (!(error instanceof EngineError) || error.kind.startsWith('storage-')) throw error;
        problems.push({ file: file.name, why: toFailure(error).message });
      }
    }
  }
  return { added, changed, merged, unchanged, problems };
}

type Outcome = 'added' | 'merged' | 'changed' | 'unchanged' | { readonly conflict: string };

function takeNew(memories: Memories, memory: StoredMemory): Outcome {
  if (isKnown(memories, memory.id))
    return { conflict: 'its memory was forgotten or undone here, and is not brought back' };
  return memories.take(memory).outcome;
}

function takeEdit(memories: Memories, file: StoredMemory, known: Memory): Outcome {
  const { text, kind, scope, expiresAt } = file;
  const isSame =
    text === known.text && kind === known.kind && scope === known.scope && expiresAt === known.expiresAt;
  if (isSame) return 'unchanged';
  if (file.changedAt < known.changedAt) {
    const was = memories.history({ id: file.id, limit: 1000 }).some(({ before }) => before?.text === text);
    if (was) return 'unchanged';
    return {
      conflict: `both sides changed it: the file says "${text}", and it is remembered as "${known.text}"`,
    };
  }
  memories.edit(file.id, { text, kind, scope, expiresAt });
  return 'changed';
}

function isKnown(memories: Memories, id: string): boolean {
  return memories.history({ id, limit: 1 }).length > 0;
}

function idOf(file: MemoryFile): readonly string[] | null {
  const id = /^id:\s*([\w-]{1,64})\s*$/m.exec(file.text)?.[1];
  return id === undefined ? null : [id];
}

function withoutUses({ useCount: _useCount, usedAt: _usedAt, ...memory }: Memory): StoredMemory {
  return memory;
}
