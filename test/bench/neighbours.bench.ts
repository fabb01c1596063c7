import fs from 'node:fs';
import path from 'node:path';
import { importsOf } from '../../src/engine/retrieval/imports.ts';
import { definitionOf } from '../../src/engine/retrieval/neighbours.ts';
import { scanOutline } from '../../src/engine/retrieval/scan.ts';
import { buildSegment } from '../../src/engine/retrieval/segmentBuilder.ts';
import type { PackFile } from '../../src/engine/retrieval/shown.ts';
import { splitFile } from '../../src/engine/retrieval/split.ts';
import { usedNames } from '../../src/engine/retrieval/usedNames.ts';
import { createView, type IndexView } from '../../src/engine/retrieval/view.ts';
import type { BenchRow } from './bench.ts';

/**
 * The names that the lines of this repository's own files use: is the definition that the symbol graph gives in the
 * file that the import names? The baseline takes the first definition of the name.
 */
export const title = 'Symbol graph: used name → its definition, on the imports of this repository';

const language = 'typescript';
const source = path.join(import.meta.dirname, '..', '..', 'src');

type Resolve = (
  view: IndexView,
  ...used: Parameters<typeof definitionOf> extends [unknown, ...infer Rest] ? Rest : never
) => string | null;

export function run(): Promise<BenchRow[]> {
  const files = fs
    .readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => ({
      path: name.split(path.sep).join('/'),
      text: fs.readFileSync(path.join(source, name), 'utf8'),
    }));
  const indexed = files.map(({ path: file, text }) => {
    const outline = scanOutline(language, text);
    return { path: file, language, hash: '', chunks: splitFile({ path: file, language, text, outline }) };
  });
  const view = createView([{ segment: buildSegment(indexed) }]);
  const first = new Map<string, string>();
  for (const { path: file, chunks } of indexed)
    for (const { symbol } of chunks) if (symbol !== undefined && !first.has(symbol)) first.set(symbol, file);
  return Promise.resolve([
    rowOf('the first definition', files, { view, resolve: (_view, { name }) => first.get(name) ?? null }),
    rowOf('ours', files, { view, resolve: (...used) => definitionOf(...used)?.path ?? null }),
  ]);
}

function rowOf(
  name: string,
  files: readonly { path: string; text: string }[],
  { view, resolve }: { view: IndexView; resolve: Resolve },
): BenchRow {
  const known = new Set(files.map((file) => file.path));
  let [right, wrong, none] = [0, 0, 0];
  for (const { path: file, text } of files) {
    const lines = text.split('\n');
    const imported = importedFrom(file, lines);
    const packFile: PackFile = { path: file, known: lines, freshness: 'fresh', seen: new Set() };
    for (const used of usedNames(lines.map((row, at) => ({ line: at + 1, text: row })))) {
      const module = imported.get(used.name);
      if (module === undefined || !known.has(module)) continue;
      const found = resolve(view, used, packFile);
      if (found === null) none++;
      else if (found === module) right++;
      else wrong++;
    }
  }
  return {
    name,
    isBaseline: name !== 'ours',
    values: {
      names: right + wrong + none,
      'found, %': (100 * right) / (right + wrong + none),
      'right of what is given, %': (100 * right) / Math.max(1, right + wrong),
    },
  };
}

/** Name → the file that it is imported from. */
function importedFrom(file: string, lines: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { startLine, endLine, names } of importsOf(lines)) {
    const from = /from\s+'(\.[^']+)'/.exec(lines.slice(startLine - 1, endLine).join('\n'))?.[1];
    if (from === undefined) continue;
    for (const name of names) found.set(name, path.posix.join(path.posix.dirname(file), from));
  }
  return found;
}
