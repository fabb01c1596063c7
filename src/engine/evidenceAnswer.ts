import type { Evidence } from './answer.ts';
import type { PromptMemory } from './prompt/memoryParts.ts';
import type { Hit } from './retrieval/hit.ts';

/** More places than a person reads are not an answer. */
const maxPlaces = 12;
const maxShownLines = 6;
/** What bears on a question beyond this is read by nobody before the places. */
const maxMemories = 4;
const maxMemoryCharacters = 500;
const maxDocCharacters = 240;

/**
 * An answer made of the code alone, as Markdown: the places found, best file first, each with its citation, what it
 * is, its doc comment, the lines that matter, why it was found and who uses it. Says first that no model is
 * connected, and tells "nothing found" from "could not look".
 */
export function evidenceAnswer(evidence: Evidence, recalled: readonly PromptMemory[] = []): string {
  const hits = evidence.hits.slice(0, maxPlaces);
  const blocks = [
    opening(evidence, hits.length),
    ...remembered(recalled),
    ...byFile(hits).flatMap(([path, places]) => file(path, places)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function remembered(recalled: readonly PromptMemory[]): readonly string[] {
  if (recalled.length === 0) return [];
  const lines = recalled.slice(0, maxMemories).map(({ text, learned, by, isStale }) => {
    const stale = isStale ? ' **Stale:** the code that it rests on has changed since.' : '';
    return `- ${inCode(cut(oneLine(text), maxMemoryCharacters))} (${oneLine(by)}, ${learned}).${stale}`;
  });
  return ['**Remembered**', lines.join('\n')];
}

function opening({ hits, coverage, warnings }: Evidence, shown: number): string {
  const { filesIndexed, filesTotal } = coverage;
  const noModel = 'No model is connected, so this answer is made of your code alone.';
  const searched =
    filesIndexed < filesTotal
      ? ` So far ${count(filesIndexed)} of ${count(filesTotal)} files are searched; ask again when the index is ready.`
      : '';
  if (hits.length > 0) {
    const places = shown === 1 ? 'This is the place' : `These are the ${shown} places`;
    return `${noModel} ${places} that fit best.${searched}`;
  }
  if (warnings.length > 0) return `${noModel} It could not be searched: ${warnings.join(' ')}${searched}`;
  return `${noModel} Nothing in it matches the question.${searched} Try the name of a function, a file or an error message.`;
}

function byFile(hits: readonly Hit[]): readonly (readonly [path: string, hits: readonly Hit[]])[] {
  const files = new Map<string, Hit[]>();
  for (const hit of hits) files.set(hit.path, [...(files.get(hit.path) ?? []), hit]);
  return [...files];
}

function file(path: string, hits: readonly Hit[]): readonly string[] {
  return [`### ${inCode(path)}`, ...hits.map(place)];
}

function place(hit: Hit): string {
  const name = [...hit.container, hit.symbol ?? ''].filter((part) => part !== '').join('.');
  const what = [hit.kind ?? '', name === '' ? '' : inCode(name)].filter((part) => part !== '').join(' ');
  const stale =
    hit.freshness === 'fresh' ? '' : hit.freshness === 'stale' ? ' (changed since)' : ' (unsaved)';
  const where = `[${hit.path}:${hit.startLine}-${hit.endLine}]`;
  const head = what === '' ? `**Lines ${hit.startLine} to ${hit.endLine}**` : `**${what}**`;
  return [
    `${head} ${where}${stale}`,
    ...(hit.doc === undefined || hit.doc === '' ? [] : [`> ${cut(oneLine(hit.doc), maxDocCharacters)}`]),
    snippet(hit),
    ...found(hit),
  ].join('\n\n');
}

/** The signature and the lines that matter, in the order of the file, with a gap where lines are left out. */
function snippet(hit: Hit): string {
  const lines = hit.text.split('\n');
  const wanted = new Set(
    hit.highlightLines
      .map((line) => line - hit.startLine)
      .filter((index) => index >= 0 && index < lines.length)
      .slice(0, maxShownLines),
  );
  const chosen = [...wanted].sort((a, b) => a - b);
  const first = lines.findIndex((line) => line.trim() !== '');
  const indexes =
    chosen.length > 0 ? chosen : lines.map((_, i) => i).slice(Math.max(0, first), first + maxShownLines);
  const shown = indexes.map((index) => lines[index] ?? '');
  const signature = hit.signature ?? '';
  const isSignatureShown = signature === '' || squeeze(shown.join('')).includes(squeeze(signature));
  const body = outdent(shown);
  const gapped = body.flatMap((line, i) => {
    const isGap = i > 0 && (indexes[i] ?? 0) > (indexes[i - 1] ?? 0) + 1;
    return isGap ? ['…', line] : [line];
  });
  const all = isSignatureShown ? gapped : [signature, '…', ...gapped];
  return fence(all.join('\n'), hit.language);
}

/** A fence longer than any run of backticks within. */
function fence(text: string, language: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const marks = '`'.repeat(Math.max(3, longest + 1));
  return `${marks}${language.replace(/[^\w+#-]/g, '')}\n${text}\n${marks}`;
}

function found(hit: Hit): readonly string[] {
  const why = hit.reasons.length === 0 ? [] : [`Why: ${hit.reasons.map(oneLine).join(' · ')}.`];
  if (hit.uses.length === 0) return why;
  const list = hit.uses.map(
    ({ path, line, symbol }) => `${symbol ? `${inCode(symbol)} ` : ''}[${path}:${line}]`,
  );
  const more = hit.usesTotal > hit.uses.length ? ` and ${count(hit.usesTotal - hit.uses.length)} more` : '';
  return [...why, `Used by ${list.join(', ')}${more}.`];
}

function outdent(lines: readonly string[]): readonly string[] {
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const shared = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(Math.min(shared, /^[ \t]*/.exec(line)?.[0].length ?? 0)).trimEnd());
}

function inCode(text: string): string {
  const flat = oneLine(text);
  return flat.includes('`') ? `\`\` ${flat} \`\`` : `\`${flat}\``;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}

function cut(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1).trimEnd()}…` : text;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
