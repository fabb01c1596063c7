import assert from 'node:assert/strict';
import type { WordVectors } from '../../../src/engine/ranking/wordVectors.ts';
import { analyseQuery } from '../../../src/engine/retrieval/query.ts';
import type { FileSource } from '../../../src/engine/retrieval/fileSource.ts';
import { search } from '../../../src/engine/retrieval/search.ts';
import { rank } from '../../../src/engine/retrieval/rank.ts';
import { buildSegment } from '../../../src/engine/retrieval/segmentBuilder.ts';
import { createView, withDeleted, type IndexView } from '../../../src/engine/retrieval/view.ts';
import { toFiles } from '../../support/corpus.ts';
import { wordTable } from '../../support/wordTable.ts';

const vectors = wordTable([
  ['jettison', 'banish', 'evict', 'remove', 'drop', 'discard'],
  ['memory', 'full', 'capacity', 'limit', 'overflow'],
  ['parse', 'syntax', 'token', 'grammar', 'lexer'],
  ['socket', 'network', 'connect', 'packet', 'listen'],
]);

const files = toFiles({
  'cache.c': [{ text: 'static void evict(cap) { if (capacity > limit) discard(oldest); }' }],
  'syntax.c': [{ text: 'token next() { return lexer.grammar; } // full syntax' }],
  'net.c': [{ text: 'connect(socket); listen(packet);' }],
  'notes.c': [{ text: 'fit the socket to the packet, connect' }],
  'other.c': [{ text: 'banana apple cherry' }],
});

const view = createView([{ segment: buildSegment(files, vectors) }]);
const wordsOnly = createView([{ segment: buildSegment(files) }]);

describe('fusion of words and meaning', () => {
  it('lets a chunk win that shares no word with the question', () => {
    assert.deepEqual(paths(view, 'jettison or banish what does not fit in memory', vectors)[0], 'cache.c');
    assert.ok(!paths(view, 'jettison or banish what does not fit in memory', null).includes('cache.c'));
  });

  it('finds by meaning alone where no word is anywhere', () => {
    assert.deepEqual(paths(view, 'drop overflow', vectors)[0], 'cache.c');
    assert.deepEqual(paths(view, 'drop overflow', null), []);
  });

  it('finds nothing for a question whose words are nowhere and near to nothing', () => {
    const apart = wordTable(
      [
        ['violin', 'opera'],
        ['evict', 'discard', 'oldest'],
        ['token', 'lexer'],
      ],
      {
        dims: 128,
      },
    );
    const code = createView([{ segment: buildSegment(files, apart) }]);
    assert.deepEqual(paths(code, 'violin opera', apart), []);
  });

  it('lets a chunk that has the words, too, stand before one that is only about the same things', () => {
    const two = toFiles({
      'near.c': [{ text: 'discard(oldest); capacity' }],
      'both.c': [{ text: 'remove(oldest); limit' }],
      'far.c': [{ text: 'socket packet' }],
    });
    const both = createView([{ segment: buildSegment(two, vectors) }]);
    assert.deepEqual(paths(both, 'remove at the limit', vectors).slice(0, 2), ['both.c', 'near.c']);
  });

  it('keeps every chunk that has the words, however far it is from what they mean', () => {
    const two = toFiles({
      'near.c': [{ text: 'remove(oldest); discard capacity limit' }],
      'far.c': [{ text: 'remove(oldest); socket packet connect listen' }],
    });
    const both = createView([{ segment: buildSegment(two, vectors) }]);
    assert.deepEqual(paths(both, 'remove oldest', vectors), ['near.c', 'far.c']);
  });

  it('does not touch the order of a question that is a name, a call or a place', () => {
    for (const question of ['evict', 'discard(', 'lexer.grammar', 'cache.c:1', '`listen`']) {
      const [fused, plain] = [vectors, null].map((table) => paths(view, question, table));
      assert.deepEqual(fused, plain, question);
    }
  });

  it('changes nothing where the table has none of the words, or none is given', () => {
    assert.deepEqual(scored(view, 'banana cherry apple', vectors), scored(view, 'banana cherry apple', null));
  });

  it('ignores vectors that were made with another table', () => {
    const other = wordTable([['jettison', 'banish', 'evict']], { recipe: 'c'.repeat(64) });
    const question = 'jettison banish what is full';
    assert.deepEqual(scored(view, question, other), scored(view, question, null));
    assert.deepEqual(scored(wordsOnly, question, vectors), scored(wordsOnly, question, null));
  });

  it('gives chunks without a vector their words, beside others that have one', () => {
    const mixed = createView([
      { segment: buildSegment(files.slice(0, 3), vectors) },
      { segment: buildSegment(files.slice(3)) },
    ]);
    const found = paths(mixed, 'jettison banish what is full', vectors);
    assert.ok(found.includes('syntax.c') && found.includes('cache.c'));
  });

  it('does not find what is deleted, and does not measure by it', () => {
    const segment = buildSegment(files, vectors);
    const without = createView([{ segment, deletedFiles: withDeleted(segment, null, [0]) }]);
    const never = createView([{ segment: buildSegment(files.slice(1), vectors) }]);
    const question = 'jettison banish what is full';
    assert.deepEqual(paths(without, question, vectors), paths(never, question, vectors));
  });

  it('ranks the same however the files are divided into segments', () => {
    const apart = createView(files.map((file) => ({ segment: buildSegment([file], vectors) })));
    const question = 'jettison banish tokens when the network is full';
    assert.deepEqual(paths(apart, question, vectors), paths(view, question, vectors));
  });
});

describe('reasons of meaning', () => {
  const texts = new Map(files.map(({ path, chunks }) => [path, chunks.map(({ text }) => text).join('\n')]));
  const source: FileSource = {
    read: async (path) => ({ text: texts.get(path) ?? '', hash: 'another', isUnsaved: false }),
  };

  async function reasonsOf(question: string, path: string): Promise<readonly string[] | undefined> {
    const request = { query: question, limit: 10, offset: 0, withUses: false };
    const context = { coverage: { filesIndexed: 5, filesTotal: 5 }, generation: 1, vectors };
    const { hits } = await search(view, source, { request, context });
    return hits.find((hit) => hit.path === path)?.reasons;
  }

  it('name the words of the hit that are near those of the question, and not in it', async () => {
    const reasons = await reasonsOf('jettison or banish what the socket holds', 'cache.c');
    assert.deepEqual(reasons, ['about the same things: evict, discard']);
  });

  it('come beside those of words', async () => {
    const reasons = await reasonsOf('jettison at the limit', 'cache.c');
    assert.deepEqual(reasons, ["matches 'limit'", 'about the same things: capacity, evict, discard']);
  });

  it('are not given where names alone were looked for', async () => {
    assert.deepEqual(await reasonsOf('evict', 'cache.c'), ['uses `evict`']);
  });
});

function paths(of: IndexView, question: string, table: WordVectors | null): string[] {
  return rank(of, analyseQuery(question), { depth: 20, vectors: table }).ranked.map(({ path }) => path);
}

function scored(of: IndexView, question: string, table: WordVectors | null): [string, number][] {
  return rank(of, analyseQuery(question), { depth: 20, vectors: table }).ranked.map(({ path, score }) => [
    path,
    score,
  ]);
}
