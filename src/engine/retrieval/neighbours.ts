import { declarationsOf, type Declared } from './definitions.ts';
import { excerptOf } from './excerpt.ts';
import { fileFlags } from './fileFlags.ts';
import type { LineSource } from './fileSource.ts';
import type { Hit } from './hit.ts';
import type { PackedKind } from './packed.ts';
import { hasName } from './relocate.ts';
import { importLines, statementsOf, type Candidate, type PackFile, type Shown } from './shown.ts';
import { isTelling, signatureLines, usedNames, type UsedName } from './usedNames.ts';
import { findUses } from './uses.ts';
import type { IndexView } from './view.ts';

/** What is looked for beside the best few places: further ones are too loosely about the question. */
const filesLookedAt = 4;
const hitsLookedAt = 2;
const mostDefinitions = 12;
/**
 * A name with more definitions than this is defined somewhere, but who knows where. Of the names that this repository's
 * own files import from each other, 91 % are found with it, and of what is found 98 % is in the file that the import
 * names: `npm run bench -- neighbours`.
 */
const mostNamesakes = 3;
/** A type is told by its members, so that a small one is shown whole. */
const mostTypeLines = 12;

export interface Around {
  readonly view: IndexView;
  readonly read: LineSource;
  readonly seen: ReadonlyMap<string, ReadonlySet<number>>;
}

/**
 * What stands beside the places of a packing in the symbol graph, best first: who calls the best of them, the test of
 * it, and the heads of the functions and types that its lines use most. It goes by name, as the index does: a name with
 * more than three definitions is passed over, and so is one that any value could have (`x.get()`).
 */
export async function findNeighbours(
  around: Around,
  shown: readonly Shown[],
  hits: readonly Hit[],
): Promise<Candidate[]> {
  const best = hits.filter(
    ({ symbol, path }) => symbol !== undefined && shown.some(({ file }) => file.path === path),
  );
  const users = await Promise.all(best.slice(0, hitsLookedAt).map((hit) => usersOf(around, hit)));
  const definitions = await definitionsFor(around, shown);
  return [...users.flat(), ...definitions].filter(
    ({ file, lines }) => !lines.every((line) => isShown(shown, file.path, line)),
  );
}

function isShown(shown: readonly Shown[], path: string, line: number): boolean {
  return shown.some(({ file, found, frame }) => file.path === path && (found.has(line) || frame.has(line)));
}

async function usersOf(around: Around, hit: Hit): Promise<Candidate[]> {
  const { view, read } = around;
  const { symbol = '', path, startLine, endLine, language } = hit;
  const wanted = { symbol, path, startLine, endLine, language, limit: 1, chunksRead: 4 };
  const [callers, tests] = await Promise.all([
    findUses(view, read, { ...wanted, among: 'code' }),
    findUses(view, read, { ...wanted, among: 'tests' }),
  ]);
  const found = [
    ...callers.uses.map((use) => ({ use, kind: 'caller' as const, does: 'uses' })),
    ...tests.uses.map((use) => ({ use, kind: 'test' as const, does: 'tests' })),
  ];
  const candidates = await Promise.all(
    found.map(async ({ use, kind, does }) =>
      candidateOf(around, {
        path: use.path,
        kind,
        lines: [use.line],
        reason: `${use.text.includes(`${symbol}(`) && kind === 'caller' ? 'calls' : does} \`${symbol}\` (${path}:${startLine})`,
        symbol: use.symbol,
        enclosing: use.symbol === undefined ? [] : [use.symbol],
      }),
    ),
  );
  return candidates.filter((one) => one !== null);
}

async function definitionsFor(around: Around, shown: readonly Shown[]): Promise<Candidate[]> {
  const wanted = new Map<string, { readonly used: UsedName; readonly by: Shown; worth: number }>();
  shown.slice(0, filesLookedAt).forEach((by, rank) => {
    const imports = importLines(by.file);
    const lines = Array.from(by.found)
      .filter((line) => !imports.has(line))
      .sort((a, b) => a - b)
      .map((line) => ({ line, text: by.file.known[line - 1] ?? '' }));
    for (const used of usedNames(lines)) {
      const worth = used.count / (rank + 1);
      const before = wanted.get(used.name);
      if (before === undefined) wanted.set(used.name, { used, by, worth });
      else before.worth += worth;
    }
  });
  const found: Candidate[] = [];
  for (const { used, by } of Array.from(wanted.values()).sort((a, b) => b.worth - a.worth)) {
    if (found.length >= mostDefinitions) break;
    const declared = definitionOf(around.view, used, by.file);
    if (declared === null || isShown(shown, declared.path, declared.record.startLine)) continue;
    const candidate = await headOf(around, declared, { used, by });
    if (candidate !== null) found.push(candidate);
  }
  return found;
}

const aside =
  fileFlags.test |
  fileFlags.generated |
  fileFlags.vendored |
  fileFlags.docs |
  fileFlags.data |
  fileFlags.example;

/** In these languages a name of another file is imported, or it is not that file's. */
const importing = /\.(?:[cm]?[jt]sx?|py|pyi)$/;

/**
 * The one definition that a use can mean: of the same file, of the file that an import names, or the only few there are.
 */
export function definitionOf(view: IndexView, { name, isMember }: UsedName, file: PackFile): Declared | null {
  const exact = declarationsOf(view, name).filter(({ match }) => match === 'exact');
  const own = exact.filter(({ path }) => path === file.path);
  if (own.length > 0) return own.find(({ isMain }) => isMain) ?? null;
  const candidates = exact.filter(({ flags, isMain }) => isMain && (flags & aside) === 0);
  const statement = importOf(file, name);
  if (statement !== null) {
    const named = candidates.filter(({ path }) => hasName(statement, moduleOf(path)));
    if (named.length > 0) return named.length > mostNamesakes ? null : (named[0] ?? null);
  } else if (!isMember && importing.test(file.path)) return null;
  const isUnclear = candidates.length > mostNamesakes || (isMember && !isTelling(name));
  return isUnclear ? null : (candidates[0] ?? null);
}

function importOf(file: PackFile, name: string): string | null {
  const found = statementsOf(file).find(({ names }) => names.includes(name));
  if (found === undefined) return null;
  return file.known.slice(found.startLine - 1, found.endLine).join('\n');
}

/** What imports call a file: its name, or its folder's where the name says nothing. */
function moduleOf(path: string): string {
  const steps = path.split('/');
  const stem = (steps.at(-1) ?? '').replace(/\..*$/, '');
  return /^(?:index|mod|main|__init__)$/.test(stem) ? (steps.at(-2) ?? stem) : stem;
}

async function headOf(
  around: Around,
  { path, name, record }: Declared,
  { used, by }: { used: UsedName; by: Shown },
): Promise<Candidate | null> {
  const now = await around.read(path);
  if (now === null) return null;
  const { startLine, endLine, signature, kind, container } = record;
  const head = signatureLines(now.lines, { from: startLine, to: endLine, name, signature });
  const first = head[0] ?? startLine;
  const isType = kind === 'interface' || kind === 'type' || kind === 'enum' || kind === 'struct';
  const isSmallType = isType && endLine - first < mostTypeLines;
  const lines = isSmallType ? Array.from({ length: endLine - first + 1 }, (_, i) => first + i) : head;
  const user = by.symbol === undefined ? '' : ` \`${by.symbol}\``;
  const place = `(${by.file.path}:${used.line})`;
  return candidateOf(around, {
    path,
    kind: 'definition',
    lines,
    reason: `${used.isCalled ? 'called' : 'used'} by${user} ${place}`,
    symbol: name,
    enclosing: container,
  });
}

interface Neighbour {
  readonly path: string;
  readonly kind: PackedKind;
  readonly lines: readonly number[];
  readonly reason: string;
  readonly symbol: string | undefined;
  readonly enclosing: readonly string[];
}

async function candidateOf(
  { read, seen }: Around,
  { path, kind, lines, reason, symbol, enclosing }: Neighbour,
): Promise<Candidate | null> {
  const now = await read(path);
  const known = seen.get(path) ?? new Set<number>();
  const unseen = lines.filter((line) => !known.has(line));
  if (now === null || unseen.length === 0 || excerptOf(now.lines, toRanges(unseen)).trim() === '')
    return null;
  // The index saw these lines where they are; a file that changed since is found by its own hits.
  const file: PackFile = {
    path,
    known: now.lines,
    freshness: now.isUnsaved ? 'unsaved' : 'fresh',
    seen: known,
  };
  return { file, kind, lines: unseen, score: 0, reasons: [reason], symbol, enclosing, anchors: [] };
}

function toRanges(lines: readonly number[]): { startLine: number; endLine: number }[] {
  return lines.map((line) => ({ startLine: line, endLine: line }));
}
