import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Which room may import what. A room is the longest prefix of a file's path under `src/` that is listed here.
 * `may` names rooms, packages, or `node:` for Node's own modules. Change it only in a commit of its own that says why.
 */
const nouns = [
  'engine/model.ts',
  'engine/tokens.ts',
  'engine/errors.ts',
  'engine/answer.ts',
  'engine/prompt/part.ts',
  'engine/retrieval/chunk.ts',
  'engine/retrieval/foundSymbol.ts',
  'engine/retrieval/hit.ts',
  'engine/retrieval/packed.ts',
  'engine/retrieval/status.ts',
  'engine/retrieval/workspaceIndex.ts',
  'engine/session/session.ts',
];

const organ = ['zod', ...nouns, 'engine/ranking'];
const adapter = ['engine', 'node:'];

const rooms: Record<string, readonly string[]> = {
  ...Object.fromEntries(nouns.map((noun) => [noun, ['zod', ...nouns]])),
  'engine/ranking': ['zod', ...nouns],
  'engine/prompt': organ,
  'engine/retrieval': organ,
  'engine/memory': organ,
  'engine/session': organ,
  // Models write JSON with commas, quotes and ends of their own: a well-kept library knows them all.
  'engine/output': [...organ, 'jsonrepair'],
  'engine/agent': organ,
  // What it evaluates is retrieval.
  'engine/evaluation': [...organ, 'engine/retrieval'],
  engine: ['zod', 'engine'],
  models: [...adapter, 'zod', 'openai'],
  parsing: [...adapter, 'web-tree-sitter'],
  storage: [...adapter, 'zod'],
  segments: adapter,
  files: [...adapter, 'zod'],
  tools: [...adapter, 'zod'],
  // Reads a folder or a commit as the index would, and asks what the engine's evaluation makes of it.
  evaluation: ['engine', 'files', 'parsing', 'worker/wordTable.ts', 'node:'],
  // Makes the table of word vectors in `media/embedding`; no part of any bundle.
  training: ['engine', 'node:'],
  worker: ['engine', 'parsing', 'files', 'storage', 'segments', 'node:', 'zod'],
  'compose.ts': [
    'engine',
    'models',
    'parsing',
    'storage',
    'segments',
    'files',
    'tools',
    'evaluation',
    'worker',
    'node:',
  ],
  'webview/protocol.ts': ['zod', ...nouns],
  webview: [
    'webview',
    'zod',
    'preact',
    'markdown-it',
    'highlight.js',
    'engine/citations.ts',
    'engine/foldEvent.ts',
    ...nouns,
  ],
  extension: ['compose.ts', 'engine', 'webview/protocol.ts', 'vscode', 'node:', 'zod'],
  mcp: ['compose.ts', 'engine', 'node:', 'zod', '@modelcontextprotocol/sdk', '@modelcontextprotocol/server'],
  cli: ['compose.ts', 'engine', 'mcp', 'node:', 'zod'],
};

const src = path.join(import.meta.dirname, '..', 'src');
const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|import\s*\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;

function roomOf(file: string): string | undefined {
  return Object.keys(rooms)
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function isUnder(target: string, allowed: string): boolean {
  if (allowed === 'node:') return target.startsWith('node:');
  return target === allowed || target.startsWith(`${allowed}/`);
}

interface Import {
  readonly from: string;
  readonly to: string;
}

function readImports(): Import[] {
  const files = fs
    .readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
  return files.flatMap((from) => {
    const text = fs.readFileSync(path.join(src, from), 'utf8');
    return [...text.matchAll(importPattern)].map((match) => {
      const target = match[1] ?? match[2] ?? match[3] ?? '';
      const to = target.startsWith('.')
        ? path.posix.normalize(path.posix.join(path.posix.dirname(from), target))
        : target;
      return { from, to };
    });
  });
}

function breaches(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    const room = roomOf(from);
    if (room === undefined) return [`${from} lies in no room: add its room to the table, or move it.`];
    const isOwn = isUnder(to, room) && roomOf(to) === room;
    if (isOwn || rooms[room]?.some((allowed) => isUnder(to, allowed))) return [];
    return [`${from} (room ${room}) may not import ${to}.`];
  });
}

function cycles(imports: readonly Import[]): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to } of imports) edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) {
      found.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}

describe('architecture', () => {
  it('lets each room import only what the table allows', () => {
    assert.deepEqual(breaches(readImports()), []);
  });

  it('has no import cycle, types included', () => {
    assert.deepEqual(cycles(readImports()), []);
  });

  it('finds a breach when there is one', () => {
    assert.deepEqual(breaches([{ from: 'engine/prompt/render.ts', to: 'node:fs' }]), [
      'engine/prompt/render.ts (room engine/prompt) may not import node:fs.',
    ]);
    assert.equal(breaches([{ from: 'engine/prompt/a.ts', to: 'engine/session/fork.ts' }]).length, 1);
    assert.equal(
      cycles([
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ]).length,
      1,
    );
  });
});
