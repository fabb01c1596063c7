import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyseQuery } from '../../../src/engine/retrieval/query.ts';
import { rank } from '../../../src/engine/retrieval/rank.ts';
import { defaultWeights } from '../../../src/engine/retrieval/weights.ts';
import { buildSegment, type IndexedFile } from '../../../src/engine/retrieval/segmentBuilder.ts';
import { createView, withDeleted, type IndexView } from '../../../src/engine/retrieval/view.ts';
import { anyFiles } from '../../support/anyFiles.ts';
import { viewOf } from '../../support/corpus.ts';

const question = fc.uniqueArray(fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'omega', 'absent'), {
  minLength: 2,
  maxLength: 4,
});
const some = { numRuns: 30 };

describe('rank', () => {
  it('scores as BM25 written down plainly does', () => {
    fc.assert(
      fc.property(anyFiles(), question, (files, words) => {
        const bare = files.map((file) => ({ ...file, chunks: file.chunks.map((chunk) => nameless(chunk)) }));
        // Two spaces, so that neighbours are not taken for one name.
        const ranked = rankAll(viewOf([bare]), words.join('  '));
        assertClose(ranked, reference(bare, words));
      }),
      some,
    );
  });

  it('does not depend on how files are divided into segments', () => {
    fc.assert(
      fc.property(anyFiles(), question, fc.nat(6), (files, words, cut) => {
        const whole = rankAll(viewOf([files]), words.join(' '));
        const parts = rankAll(viewOf([files.slice(cut), [], files.slice(0, cut)]), words.join(' '));
        assert.deepEqual(parts, whole);
      }),
      some,
    );
  });

  it('ranks after deletions and updates as if the index were built anew', () => {
    const changes = fc.tuple(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), anyFiles());
    fc.assert(
      fc.property(anyFiles(), changes, question, (files, [gone, added], words) => {
        const segment = buildSegment(files);
        const dead = files.flatMap((_, i) => (gone[i] === true ? [i] : []));
        const updated = added.map((file) => ({ ...file, path: `new/${file.path}` }));
        const view = createView([
          { segment, deletedFiles: withDeleted(segment, null, dead) },
          { segment: buildSegment(updated) },
        ]);
        const left = files.filter((_, i) => gone[i] !== true);
        assert.deepEqual(
          rankAll(view, words.join(' ')),
          rankAll(viewOf([[...left, ...updated]]), words.join(' ')),
        );
      }),
      some,
    );
  });

  it('keeps the best of many where only a few are asked for', () => {
    fc.assert(
      fc.property(anyFiles(), question, (files, words) => {
        const view = viewOf([files]);
        const query = analyseQuery(words.join(' '));
        const three = rank(view, query, { depth: 3 }).ranked.length;
        assert.equal(three, Math.min(3, rank(view, query, { depth: 100 }).ranked.length));
      }),
      some,
    );
  });
});

interface Placed {
  readonly at: string;
  readonly score: number;
}

function rankAll(view: IndexView, question: string): Placed[] {
  return rank(view, analyseQuery(question), { depth: 1000 }).ranked.map(({ path, startLine, score }) => ({
    at: `${path}:${startLine}`,
    score,
  }));
}

type AnyChunk = IndexedFile['chunks'][number];

function nameless({ symbol: _symbol, kind: _kind, ...chunk }: AnyChunk): AnyChunk {
  return { ...chunk, alsoDefines: [] };
}

/** The same scores, and the same order wherever scores differ by more than what single precision loses. */
function assertClose(found: readonly Placed[], expected: ReadonlyMap<string, number>): void {
  assert.deepEqual(new Set(found.map(({ at }) => at)), new Set(expected.keys()));
  found.forEach(({ at, score }) => {
    const wanted = expected.get(at) ?? 0;
    assert.ok(Math.abs(score - wanted) < 1e-4, `${at}: ${score}, not ${wanted}`);
  });
  found.slice(1).forEach(({ score }, i) => assert.ok(score <= (found[i]?.score ?? 0)));
}

function reference(files: readonly IndexedFile[], words: readonly string[]): Map<string, number> {
  const chunks = files.flatMap((file) => file.chunks.map((chunk) => ({ file, chunk })));
  const fields = [
    { weight: 1, documents: chunks.map(({ chunk }) => terms(chunk.text)) },
    { weight: defaultWeights.doc, documents: chunks.map(({ chunk }) => terms(chunk.doc ?? '')) },
    { weight: defaultWeights.symbol, documents: chunks.map(({ chunk }) => terms(chunk.container.join(' '))) },
  ];
  const paths = files.map((file) => terms(file.path));
  const scores = new Map<string, number>();
  chunks.forEach(({ file, chunk }, i) => {
    let score = 0;
    for (const word of words) {
      for (const { weight, documents } of fields) score += weight * bm25(documents, i, word);
      score += defaultWeights.path * bm25(paths, files.indexOf(file), word);
    }
    if (score > 0) scores.set(`${file.path}:${chunk.startLine}`, score);
  });
  return normalised(spread(lifted(scores)));
}

/** As the tokeniser folds the words of `anyFiles`, by other means. */
function terms(text: string): string[] {
  return (text.match(/[\p{L}\p{N}_]+/gu) ?? []).flatMap((word) => {
    if (word.length === 1) return [];
    if (word === '데이터') return ['데이터', '데이', '이터'];
    if (/^f\d$/.test(word)) return [word];
    const parts = word.split(/_|(?<=[a-z])(?=[A-Z])/).map((part) => part.toLowerCase());
    return parts.length > 1 ? [parts.join(''), ...parts] : parts;
  });
}

function bm25(documents: readonly string[][], at: number, word: string): number {
  const having = documents.filter((document) => document.includes(word)).length;
  const document = documents[at] ?? [];
  const count = document.filter((term) => term === word).length;
  if (count === 0) return 0;
  const average = documents.reduce((sum, { length }) => sum + length, 0) / documents.length;
  const idf = Math.log(1 + (documents.length - having + 0.5) / (having + 0.5));
  return (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * document.length) / average));
}

/** The best chunk of each file gains 0.15 of (0.6 of the second, 0.36 of the third, ...). */
function lifted(scores: ReadonlyMap<string, number>): Map<string, number> {
  const files = new Map<string, (readonly [string, number])[]>();
  for (const entry of bestFirst(scores)) {
    const path = pathOf(entry[0]);
    files.set(path, [...(files.get(path) ?? []), entry]);
  }
  return new Map(
    [...files.values()].flatMap(([best, ...others]) => {
      const gain = others.reduce((sum, [, score], i) => sum + 0.15 * 0.6 ** (i + 1) * score, 0);
      return best === undefined ? [] : [[best[0], best[1] + gain] as const, ...others];
    }),
  );
}

function spread(scores: ReadonlyMap<string, number>): Map<string, number> {
  const seen = new Map<string, number>();
  return new Map(
    bestFirst(scores).map(([at, score]) => {
      const before = seen.get(pathOf(at)) ?? 0;
      seen.set(pathOf(at), before + 1);
      return [at, score * 0.9 ** before];
    }),
  );
}

function bestFirst(scores: ReadonlyMap<string, number>): (readonly [string, number])[] {
  return Array.from(scores).sort(
    (a, b) =>
      Math.fround(b[1]) - Math.fround(a[1]) ||
      (pathOf(a[0]) < pathOf(b[0]) ? -1 : pathOf(a[0]) > pathOf(b[0]) ? 1 : lineOf(a[0]) - lineOf(b[0])),
  );
}

function pathOf(at: string): string {
  return at.split(':')[0] ?? '';
}

function lineOf(at: string): number {
  return Number(at.split(':')[1]);
}

function normalised(scores: ReadonlyMap<string, number>): Map<string, number> {
  const best = Math.max(...scores.values());
  return new Map(Array.from(scores, ([at, score]) => [at, score / best]));
}
