import {
  checkEvidence,
  findMoved,
  hashLines,
  isStale,
  tellingLine,
  type EvidenceState,
} from './memory/evidence.ts';
import { maxEvidence, type Memory, type MemoryEvidence } from './memory/memory.ts';
import { redact } from './prompt/firewall.ts';
import type { WorkspaceIndex } from './retrieval/workspaceIndex.ts';
import { untilStopped } from './stopping.ts';

/** A place that a memory shall rest on. Without lines it is the file's beginning. */
export interface EvidencePlace {
  readonly path: string;
  readonly startLine?: number;
  readonly endLine?: number;
}

/** Lines of one place that are kept: what a person compares at a glance. */
const mostLines = 200;
const mostCharacters = 8_000;

export interface Gathered {
  readonly evidence: readonly MemoryEvidence[];
  /** One sentence for each place that could not be taken. */
  readonly warnings: readonly string[];
}

/** Read the lines that a memory shall rest on. A place that cannot be read is left out, with a warning. */
export async function gatherEvidence(
  index: WorkspaceIndex,
  places: readonly EvidencePlace[],
  { signal, commit }: { signal: AbortSignal; commit: string | undefined },
): Promise<Gathered> {
  const warnings: string[] = [];
  if (places.length > maxEvidence)
    warnings.push(`Only the first ${maxEvidence} places are kept as evidence.`);
  const gathered = await Promise.all(
    places.slice(0, maxEvidence).map(async (place) => {
      const file = await readText(index, place.path, signal);
      if (file === null) {
        warnings.push(`${place.path} could not be read in time and is not kept as evidence.`);
        return [];
      }
      const { text } = file;
      const lines = text === null ? null : linesOf(place, text);
      if (lines === null) {
        const which = place.startLine === undefined ? 'is no text' : `has no text at line ${place.startLine}`;
        const why = text === null ? 'is not there' : which;
        warnings.push(`${place.path} ${why}, so it is not kept as evidence.`);
        return [];
      }
      return [{ path: place.path, ...lines, ...(commit === undefined ? {} : { commit }) }];
    }),
  );
  return { evidence: gathered.flat(), warnings };
}

/** The lines of a place that the file has, at most 200, with their hash; null where they say nothing. */
function linesOf(place: EvidencePlace, fileText: string): Omit<MemoryEvidence, 'path'> | null {
  const lines = fileText.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  const startLine = Math.max(1, place.startLine ?? 1);
  const asked = place.endLine ?? place.startLine ?? lines.length;
  const endLine = Math.min(Math.max(startLine, asked), startLine + mostLines - 1, lines.length);
  const text = lines.slice(startLine - 1, endLine).join('\n');
  if (text.trim() === '') return null;
  return { startLine, endLine, hash: hashLines(text), text: redact(text).text.slice(0, mostCharacters) };
}

/** A memory with what became of the lines it rests on, in the order of its evidence. */
export interface CheckedMemory {
  readonly memory: Memory;
  readonly states: readonly EvidenceState[];
  readonly isStale: boolean;
}

/**
 * Look at the evidence of memories as it is now. Lines that moved within their file, or with it, are followed.
 * What cannot be looked at before `signal` aborts is `unknown`. Never throws.
 */
export async function checkMemories(
  index: WorkspaceIndex,
  memories: readonly Memory[],
  signal: AbortSignal,
): Promise<readonly CheckedMemory[]> {
  const files = new Map<string, Promise<Reading>>();
  const fileOf = (path: string): Promise<Reading> => {
    const known = files.get(path) ?? readText(index, path, signal);
    files.set(path, known);
    return known;
  };
  const check = async (evidence: MemoryEvidence): Promise<EvidenceState> => {
    const file = await fileOf(evidence.path);
    if (file === null) return { kind: 'unknown' };
    const state = checkEvidence(evidence, file.text);
    return isStale(state) ? ((await follow(index, evidence, { fileOf, signal })) ?? state) : state;
  };
  return Promise.all(
    memories.map(async (memory) => {
      const states = await Promise.all(memory.evidence.map(check));
      return { memory, states, isStale: states.some(isStale) };
    }),
  );
}

/** Find the lines in another file: by the one that tells most, where the index knows it. */
async function follow(
  index: WorkspaceIndex,
  evidence: MemoryEvidence,
  { fileOf, signal }: { fileOf: (path: string) => Promise<Reading>; signal: AbortSignal },
): Promise<EvidenceState | null> {
  const line = tellingLine(evidence);
  if (line === '' || signal.aborted) return null;
  try {
    const request = { query: line, limit: 5, offset: 0, withUses: false };
    const { hits } = await untilStopped(index.search(request, signal), signal);
    for (const path of new Set(hits.map((hit) => hit.path))) {
      if (path === evidence.path) continue;
      const text = (await fileOf(path))?.text ?? null;
      const moved = text === null ? null : findMoved(evidence, { path, text });
      if (moved !== null) return moved;
    }
  } catch {
    // Whatever keeps the index from being searched, the evidence is where it was not: that is what is told.
  }
  return null;
}

/** What a file holds; its text is null where there is no such file. Null: it could not be looked at in time. */
type Reading = { readonly text: string | null } | null;

async function readText(index: WorkspaceIndex, path: string, signal: AbortSignal): Promise<Reading> {
  try {
    return { text: await untilStopped(index.readText(path), signal) };
  } catch {
    // Out of time, or an index that cannot be asked: then nothing is known of the file.
    return null;
  }
}
