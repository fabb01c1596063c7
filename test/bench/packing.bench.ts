import { candidateRange, tokensForCandidate } from '../../src/engine/context.ts';
import { withoutComments } from '../../src/engine/evaluation/docTasks.ts';
import { mean } from '../../src/engine/evaluation/metrics.ts';
import { placeOf } from '../../src/engine/evaluation/ranker.ts';
import type { KnownLines } from '../../src/engine/retrieval/excerpt.ts';
import type { FileSource } from '../../src/engine/retrieval/fileSource.ts';
import type { Hit } from '../../src/engine/retrieval/hit.ts';
import { packWeights, type PackWeights } from '../../src/engine/retrieval/pack.ts';
import { packContext } from '../../src/engine/retrieval/packContext.ts';
import { search } from '../../src/engine/retrieval/search.ts';
import { buildSegment, type IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';
import { stopWords } from '../../src/engine/retrieval/stopWords.ts';
import { createView, type IndexView } from '../../src/engine/retrieval/view.ts';
import { estimateTokens } from '../../src/engine/tokens.ts';
import type { BenchRow } from './bench.ts';
import { fitted, readPackages, type Package } from './packages.ts';

/**
 * How much of a function that its doc comment's first sentence asks for stands in a packed context, all comments
 * removed: the share of its lines, of the best function where several are right. Constants may be fitted on the
 * packages of one half; the other is what is reported. Packages count the same, however many questions they have.
 */
export const title = 'Packing: needed lines within a budget (doc comment → the lines of its function)';

const budgets = [1000, 2000, 4000, 8000];
const depth = candidateRange.most;
/** Of each package, so that a run takes two minutes of one core. */
const mostQuestions = 25;

/** What stands in a context, as `path:line`. */
type Shown = ReadonlySet<string>;

interface Asked {
  readonly text: string;
  readonly hits: readonly Hit[];
  /** The lines of each right function. */
  readonly needed: readonly (readonly string[])[];
}

interface Workspace {
  readonly isHeld: boolean;
  readonly texts: ReadonlyMap<string, string>;
  readonly folded: ReadonlyMap<string, string>;
  readonly view: IndexView;
  readonly files: FileSource;
  readonly asked: readonly Asked[];
}

type Packer = (asked: Asked, workspace: Workspace, budgetTokens: number) => Promise<Shown> | Shown;

export async function run(): Promise<BenchRow[]> {
  const workspaces: Workspace[] = [];
  for (const one of await readPackages()) if (one.questions.length > 0) workspaces.push(await prepare(one));
  const packers: Record<string, Packer> = {
    'grep, then whole files': grepAndRead,
    'whole hits in rank order': wholeHits,
    packed: packedBy(packWeights),
  };
  const rows: BenchRow[] = [];
  for (const half of ['fitted', 'reported'] as const) {
    const chosen = workspaces.filter(({ isHeld }) => isHeld === (half === 'reported'));
    const count = chosen.reduce((sum, { asked }) => sum + asked.length, 0);
    for (const [name, packer] of Object.entries(packers)) {
      const isBaseline = name !== 'packed';
      rows.push({
        name: `${half}, ${chosen.length} packages, ${count} questions: ${name}`,
        isBaseline,
        values: await recallOf(chosen, packer),
      });
    }
  }
  const forFit = workspaces.filter(({ isHeld }) => !isHeld);
  for (const [name, weights] of variations()) {
    rows.push({ name: `fitted: ${name}`, values: await recallOf(forFit, packedBy(weights)) });
  }
  return rows;
}

/** Each constant somewhat lower and higher than it is. */
function variations(): [string, PackWeights][] {
  const others: Record<keyof PackWeights, readonly number[]> = {
    scorePower: [1, 3],
    tokenPower: [0, 0.5, 1],
    longestShare: [0.25, 1],
    neighbourShare: [0, 0.15],
    tokensForImports: [1, 500, 1e9],
  };
  return Object.entries(others).flatMap(([key, values]) =>
    values.map((value): [string, PackWeights] => [`${key} ${value}`, { ...packWeights, [key]: value }]),
  );
}

async function prepare({ name, files, questions }: Package): Promise<Workspace> {
  const bare = withoutComments(files);
  const lines = new Map(files.map((file, at) => [file.path, blanked(file, bare[at])]));
  const texts = new Map(Array.from(lines, ([path, known]) => [path, known.join('\n')]));
  const source: FileSource = {
    read: (path) => {
      const text = texts.get(path);
      return Promise.resolve(text === undefined ? null : { text, hash: '', isUnsaved: false });
    },
  };
  const view = createView([{ segment: buildSegment(bare) }]);
  const coverage = { filesIndexed: view.fileCount, filesTotal: view.fileCount };
  const functions = new Map(
    files.flatMap(({ path, chunks }) =>
      chunks.map((chunk) => [placeOf(path, chunk.startLine), { path, chunk }]),
    ),
  );
  const asked: Asked[] = [];
  for (const { text, right } of questions.slice(0, mostQuestions)) {
    const request = { query: text, limit: depth, offset: 0, withUses: false };
    const { hits } = await search(view, source, { request, context: { coverage, generation: 1 } });
    const needed = Array.from(right, (place) => {
      const found = functions.get(place);
      if (found === undefined) throw new Error(`No function begins at ${place}.`);
      const { path, chunk } = found;
      return saying(lines.get(path) ?? [], chunk.startLine, chunk.endLine).map((line) => placeOf(path, line));
    });
    const telling = needed.filter(({ length }) => length > 0);
    if (telling.length > 0) asked.push({ text, hits, needed: telling });
  }
  const folded = new Map(Array.from(texts, ([path, text]) => [path, text.toLowerCase()]));
  return { isHeld: !fitted.has(name), texts, folded, view, files: source, asked };
}

/** A file's lines with the comments blank, so that the numbers hold. */
function blanked(file: IndexedFile, bare: IndexedFile | undefined): string[] {
  const last = file.chunks.at(-1)?.endLine ?? 0;
  const lines = Array.from({ length: last }, () => '');
  file.chunks.forEach((chunk, at) => {
    const kept = (bare?.chunks[at]?.text ?? '').split('\n');
    let next = 0;
    chunk.text.split('\n').forEach((line, offset) => {
      if (line !== kept[next]) return;
      lines[chunk.startLine - 1 + offset] = line;
      next++;
    });
  });
  return lines;
}

/** Numbers of the lines from `from` to `to` that have a letter or a digit. */
function saying(lines: KnownLines, from: number, to: number): number[] {
  const found: number[] = [];
  for (let line = from; line <= to; line++) if (/[\p{L}\p{N}]/u.test(lines[line - 1] ?? '')) found.push(line);
  return found;
}

async function recallOf(workspaces: readonly Workspace[], packer: Packer): Promise<Record<string, number>> {
  const columns: Record<string, number> = {};
  for (const budget of budgets) {
    const ofPackages: number[] = [];
    for (const workspace of workspaces) {
      const recalls: number[] = [];
      for (const asked of workspace.asked) {
        const shown = await packer(asked, workspace, budget);
        recalls.push(
          Math.max(
            ...asked.needed.map((lines) => lines.filter((line) => shown.has(line)).length / lines.length),
          ),
        );
      }
      ofPackages.push(mean(recalls));
    }
    columns[`recall in ${budget.toLocaleString('en-GB')}`] = 100 * mean(ofPackages);
  }
  return columns;
}

function packedBy(weights: PackWeights): Packer {
  return async ({ hits }, { view, files }, budgetTokens) => {
    // As many candidates as `engine/context` asks for.
    const limit = Math.min(
      depth,
      Math.max(candidateRange.least, Math.ceil(budgetTokens / tokensForCandidate)),
    );
    const { parts, tokens } = await packContext(view, files, {
      request: { hits: hits.slice(0, limit), budgetTokens },
      context: {},
      weights,
    });
    if (tokens > budgetTokens) throw new Error(`${tokens} tokens in a budget of ${budgetTokens}.`);
    return new Set(parts.flatMap(({ path, ranges }) => ranges.flatMap((range) => places(path, range))));
  };
}

function places(path: string, { startLine, endLine }: { startLine: number; endLine: number }): string[] {
  return Array.from({ length: endLine - startLine + 1 }, (_, at) => placeOf(path, startLine + at));
}

/** Each hit under the same heading as a packed part, one that is too long for what is left passed over. */
function wholeHits({ hits }: Asked, _workspace: Workspace, budgetTokens: number): Shown {
  const shown = new Set<string>();
  let left = budgetTokens;
  for (const hit of hits) {
    const cost = costOf(hit);
    if (cost > left) continue;
    left -= cost;
    for (const place of places(hit.path, hit)) shown.add(place);
  }
  return shown;
}

const costs = new WeakMap<Hit, number>();

function costOf(hit: Hit): number {
  let cost = costs.get(hit);
  if (cost === undefined) {
    const { path, startLine, endLine, symbol = '', reasons, text } = hit;
    // The comments are blank lines here, which a packed part does not show either.
    const code = text.replaceAll(/\n\s*\n/g, '\n').trim();
    const why = `Why: ${reasons.join('; ')}.`;
    cost = estimateTokens(`${path}:${startLine}-${endLine} ${symbol}\n${why}\n\`\`\`\n${code}\n\`\`\`\n\n`);
    costs.set(hit, cost);
  }
  return cost;
}

/** The files that have most of the question's words, read from the top until the budget is full. */
function grepAndRead(asked: Asked, workspace: Workspace, budgetTokens: number): Shown {
  const shown = new Set<string>();
  let left = budgetTokens;
  for (const path of grep(asked, workspace)) {
    let line = 0;
    for (const row of (workspace.texts.get(path) ?? '').split('\n')) {
      line++;
      if (row.trim() === '') continue;
      left -= estimateTokens(`${row}\n`);
      if (left < 0) return shown;
      shown.add(placeOf(path, line));
    }
  }
  return shown;
}

const grepped = new WeakMap<Asked, string[]>();

function grep(asked: Asked, { texts, folded }: Workspace): string[] {
  const known = grepped.get(asked);
  if (known !== undefined) return known;
  const words = (asked.text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter(
    (word) => !stopWords.has(word),
  );
  const found = Array.from(texts.keys(), (path) => {
    const content = folded.get(path) ?? '';
    return { path, score: new Set(words.filter((word) => content.includes(word))).size };
  });
  const paths = found
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
  grepped.set(asked, paths);
  return paths;
}
