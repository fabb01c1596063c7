import {
  maxEvidence,
  maxMemoryLength,
  memoryKinds,
  memoryScopes,
  type MemoryEvidence,
  type Origin,
  type StoredMemory,
} from './memory.ts';

/** One memory as a file that people read, edit and merge: front matter, a blank line, its words. */
export interface MemoryFile {
  /** `the-backoff-is-capped-1f0c2d3e.md` */
  readonly name: string;
  readonly text: string;
}

export type ParsedFile =
  | { readonly kind: 'memory'; readonly memory: StoredMemory }
  | { readonly kind: 'problem'; readonly why: string };

/** The same memory gives the same bytes, and one field is one line, so that Git merges what two people changed. */
export function printMemory(memory: StoredMemory): MemoryFile {
  const { id, text, kind, scope, origins, learnedAt, validFrom, expiresAt, changedAt, evidence, confidence } =
    memory;
  const lines = [
    '---',
    `id: ${id}`,
    `kind: ${kind}`,
    `scope: ${scope}`,
    `learned: ${dateOf(learnedAt)}`,
    ...(validFrom === learnedAt ? [] : [`validFrom: ${dateOf(validFrom)}`]),
    ...(expiresAt === null ? [] : [`expires: ${dateOf(expiresAt)}`]),
    `changed: ${dateOf(changedAt)}`,
    ...(confidence === 1 ? [] : [`confidence: ${confidence}`]),
    ...(memory.supersedes === null ? [] : [`supersedes: ${memory.supersedes}`]),
    'origins:',
    ...origins.map(
      ({ by, name, at }) => `  - ${dateOf(at)} ${by}${name === undefined ? '' : ` ${oneLine(name)}`}`,
    ),
    ...(evidence.length === 0 ? [] : ['evidence:']),
    ...evidence.map(({ path, startLine, endLine, hash, commit }) => {
      const from = commit === undefined ? '' : ` ${commit}`;
      return `  - ${hash === '' ? '-' : hash}${from} ${oneLine(path)}:${startLine}-${endLine}`;
    }),
    '---',
    '',
    text,
    '',
  ];
  return { name: `${slugOf(text)}${id.slice(0, 8)}.md`, text: lines.join('\n') };
}

/**
 * Read a memory's file, however it was edited. What front matter does not say is taken to be as of now; a file without
 * any is one statement.
 *
 * @param newId  For a file that names no id. Never throws.
 */
export function parseMemory(file: MemoryFile, now: { readonly ms: number; newId(): string }): ParsedFile {
  const problem = (why: string): ParsedFile => ({ kind: 'problem', why });
  const text = file.text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (/^(?:<{7}|={7}|>{7})(?: |$)/m.test(text)) return problem('it holds the marks of a merge conflict');
  const match = /^---\n([^]*?)\n---[ \t]*(?:\n([^]*))?$/.exec(text);
  if (match === null && text.startsWith('---')) return problem('its front matter has no end');
  const fields = readFields(match?.[1] ?? '');
  const words = (match === null ? text : (match[2] ?? '')).trim();
  if (words === '') return problem('it has no text');
  if (words.length > maxMemoryLength) return problem(`its text is longer than ${maxMemoryLength} characters`);
  const kind = memoryKinds.find((one) => one === (fields.one('kind') ?? 'fact'));
  if (kind === undefined) return problem(`its kind is none of ${memoryKinds.join(', ')}`);
  const scope = memoryScopes.find((one) => one === (fields.one('scope') ?? 'team'));
  if (scope === undefined) return problem(`its scope is none of ${memoryScopes.join(', ')}`);
  const id = fields.one('id') ?? now.newId();
  if (!/^[\w-]{1,64}$/.test(id))
    return problem('its id has other characters than letters, digits and hyphens');
  const learnedAt = msOf(fields.one('learned')) ?? now.ms;
  const confidence = Number(fields.one('confidence') ?? 1);
  const origins = fields.many('origins').flatMap((line) => toOrigin(line) ?? []);
  return {
    kind: 'memory',
    memory: {
      id,
      text: words,
      kind,
      scope,
      origins: origins.length > 0 ? origins : [{ by: 'import', name: file.name, at: learnedAt }],
      learnedAt,
      validFrom: msOf(fields.one('validFrom')) ?? learnedAt,
      expiresAt: msOf(fields.one('expires')) ?? null,
      changedAt: msOf(fields.one('changed')) ?? learnedAt,
      evidence: fields
        .many('evidence')
        .flatMap((line) => toEvidence(line) ?? [])
        .slice(0, maxEvidence),
      confidence: Number.isFinite(confidence) ? Math.min(1, Math.max(0, confidence)) : 1,
      supersedes: fields.one('supersedes') ?? null,
      supersededBy: null,
    },
  };
}

interface Fields {
  one(name: string): string | undefined;
  many(name: string): readonly string[];
}

/** `name: value`, and `  - item` lines below a name. Other lines are left to whoever wrote them. */
function readFields(front: string): Fields {
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  let list: string[] | undefined;
  for (const line of front.split('\n')) {
    const item = /^\s+-\s+(.*)$/.exec(line);
    const field = /^(\w+):\s*(.*)$/.exec(line);
    if (item?.[1] !== undefined) list?.push(item[1].trim());
    else if (field?.[1] !== undefined) {
      const value = (field[2] ?? '').trim().replace(/^(["'])(.*)\1$/, '$2');
      if (value !== '') values.set(field[1], value);
      list = [];
      lists.set(field[1], list);
    }
  }
  return { one: (name) => values.get(name), many: (name) => lists.get(name) ?? [] };
}

function toOrigin(line: string): Origin | null {
  const match = /^(\S+) (user|turn|agent|import)(?: (.+))?$/.exec(line);
  const at = msOf(match?.[1]);
  if (match === null || at === undefined) return null;
  const by = (['user', 'turn', 'agent', 'import'] as const).find((one) => one === match[2]) ?? 'import';
  return { by, ...(match[3] === undefined ? {} : { name: match[3].slice(0, 200) }), at };
}

function toEvidence(line: string): MemoryEvidence | null {
  const match = /^([0-9a-f]{16}|-)(?: ([0-9a-f]{7,64}))? (.{1,1000}):(\d{1,9})-(\d{1,9})$/.exec(line);
  if (match === null) return null;
  const [, hash = '-', commit, path = '', start, end] = match;
  const startLine = Math.max(1, Number(start));
  const where = { path, startLine, endLine: Math.max(startLine, Number(end)) };
  return { ...where, hash: hash === '-' ? '' : hash, text: '', ...(commit === undefined ? {} : { commit }) };
}

function msOf(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** A date outside of what a calendar holds must not keep the other memories from being written. */
function dateOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '1970-01-01T00:00:00.000Z' : date.toISOString();
}

function slugOf(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const slug = words.slice(0, 7).join('-').slice(0, 60);
  return slug === '' ? '' : `${slug}-`;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
