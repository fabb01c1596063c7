import { declarationsLike, declarationsOf, type Declared } from './definitions.ts';
import { oncePerFile, type FileSource, type LineSource } from './fileSource.ts';
import type { FoundDefinition, FoundSymbol, SymbolRequest } from './foundSymbol.ts';
import { findReferences } from './references.ts';
import { hasName } from './relocate.ts';
import type { SearchContext } from './search.ts';
import { isComment, shownLine } from './uses.ts';
import type { IndexView } from './view.ts';

/**
 * Find where a name is defined: exact case first, then any case; where there is neither, names that are spelt alike,
 * which is said. With `references`, also the lines that use the name as it is written. It all goes by name: the index
 * knows no types.
 *
 * @throws  What `files` throws.
 */
export async function findSymbol(
  view: IndexView,
  files: FileSource,
  { request, context }: { request: SymbolRequest; context: SearchContext },
): Promise<FoundSymbol> {
  const { coverage, generation } = context;
  const warnings = [...(context.warnings ?? [])];
  const { member, container } = cutName(request.name);
  const { declared, note } = lookUp(view, { member, container, kind: request.kind });
  if (view.fileCount === 0) warnings.push('Nothing is indexed yet.');
  else if (note !== null) warnings.push(note);
  const read = oncePerFile(files);
  const { offset = 0, limit } = request;
  const shown = declared.slice(offset, offset + limit);
  const definitions = (await Promise.all(shown.map((one) => toDefinition(one, read)))).filter(
    (one) => one !== null,
  );
  const base = { definitions, definitionsTotal: declared.length, coverage, generation, warnings };
  if (request.references === undefined) return { ...base, references: [], referenceFiles: 0 };
  // Of a name in another case or misspelt, the uses of the best definition are meant.
  const name = definitions.some((one) => one.match === 'exact') ? member : (definitions[0]?.name ?? member);
  const own = definitions.filter((one) => one.name === name);
  const defined = new Set(own.map(({ path, line }) => `${path}:${line}`));
  const found = await findReferences(view, read, { name, defined, ...request.references });
  return { ...base, references: found.groups, referenceFiles: found.files };
}

/** `net::Retry.delay()` asks for `delay` in `Retry`. */
function cutName(name: string): { member: string; container: string | null } {
  const parts = name
    .replace(/\(.*$/s, '')
    .split(/\.|::|#|->|\\|\//)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return { member: parts.at(-1) ?? name.trim(), container: parts.at(-2) ?? null };
}

interface LookedUp {
  readonly declared: readonly Declared[];
  /** What is not as asked. */
  readonly note: string | null;
}

function lookUp(
  view: IndexView,
  { member, container, kind }: { member: string; container: string | null; kind: string | undefined },
): LookedUp {
  const ofKind = (all: readonly Declared[]): readonly Declared[] =>
    kind === undefined ? all : all.filter(({ record, isMain }) => isMain && record.kind === kind);
  const named = declarationsOf(view, member);
  const within = container === null ? named : named.filter((one) => isIn(one, container));
  const wanted = ofKind(within);
  if (wanted.length > 0) return { declared: wanted, note: null };
  if (within.length > 0)
    return { declared: within, note: `\`${member}\` is no ${kind}, but something else.` };
  if (named.length > 0) {
    const note = `No \`${member}\` is known to be in \`${container}\`: these have the name alone.`;
    return { declared: ofKind(named).length > 0 ? ofKind(named) : named, note };
  }
  const alike = ofKind(declarationsLike(view, member));
  const what = kind === undefined ? 'Nothing' : `No ${kind}`;
  const note =
    alike.length === 0
      ? `${what} is named \`${member}\`, or like it.`
      : `${what} is named \`${member}\`: these are spelt alike.`;
  return { declared: alike, note };
}

function isIn({ record, path }: Declared, container: string): boolean {
  const wanted = container.toLowerCase();
  if (record.container.some((name) => name.toLowerCase() === wanted)) return true;
  // A module is a file in many languages: `retry.delay` lies in `retry.ts`, or in a folder `retry`.
  const steps = path.toLowerCase().split('/');
  return steps.some((step) => step === wanted || step.startsWith(`${wanted}.`));
}

async function toDefinition(one: Declared, read: LineSource): Promise<FoundDefinition | null> {
  const { path, name, match, record, isMain, hash } = one;
  const now = await read(path);
  if (now === null) return null;
  const { startLine } = record;
  const endLine = Math.min(record.endLine, now.lines.length);
  const line = namingLine(now.lines, one);
  const text = now.lines[line - 1];
  if (text === undefined) return null;
  const signature = isMain ? record.signature : undefined;
  const about = isMain && record.kind !== undefined ? { kind: record.kind } : {};
  return {
    path,
    // A small declaration among others is the line that names it.
    startLine: isMain ? startLine : line,
    endLine: isMain ? endLine : line,
    line,
    name,
    ...about,
    container: isMain ? [...record.container] : containerOf(one),
    signature: signature ?? shownLine(text),
    ...(isMain && record.doc !== undefined ? { doc: record.doc } : {}),
    match,
    freshness: now.isUnsaved ? 'unsaved' : now.hash === hash ? 'fresh' : 'stale',
  };
}

/** What shares a chunk with a class's head is a member of it. */
function containerOf({ record }: Declared): string[] {
  const { container, symbol, kind } = record;
  const isHead =
    kind === 'class' || kind === 'interface' || kind === 'struct' || kind === 'enum' || kind === 'trait';
  return symbol !== undefined && isHead ? [...container, symbol] : [...container];
}

/** The line where the signature begins, or the first that has the name and is no comment. */
function namingLine(lines: readonly string[], { record, name, isMain }: Declared): number {
  const { startLine, signature } = record;
  const endLine = Math.min(record.endLine, lines.length);
  const head = isMain ? (signature ?? '').slice(0, 12) : '';
  let named = startLine;
  for (let line = endLine; line >= startLine; line--) {
    const text = lines[line - 1] ?? '';
    if (!hasName(text, name) || isComment(text)) continue;
    named = line;
  }
  for (let line = startLine; head !== '' && line <= endLine; line++) {
    const text = (lines[line - 1] ?? '').trim();
    if (text.startsWith(head) && hasName(text, name)) return line;
  }
  return named;
}
