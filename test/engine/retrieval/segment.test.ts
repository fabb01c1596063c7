import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EngineError } from '../../../src/engine/errors.ts';
import { mergeSegments, segmentsToMerge } from '../../../src/engine/retrieval/mergeSegments.ts';
import { readPostings, writePostings, createByteSink } from '../../../src/engine/retrieval/postings.ts';
import { readChunk, readFile } from '../../../src/engine/retrieval/records.ts';
import { decodeSegment, encodeSegment, segmentFormat } from '../../../src/engine/retrieval/segment.ts';
import { buildSegment, type IndexedFile } from '../../../src/engine/retrieval/segmentBuilder.ts';
import { withDeleted } from '../../../src/engine/retrieval/view.ts';
import { anyFiles } from '../../support/anyFiles.ts';
import { toFiles } from '../../support/corpus.ts';
import { wordTable } from '../../support/wordTable.ts';

const few = { numRuns: 25 };

const example = toFiles({
  'src/größe.ts': [
    { text: 'export function größe() {}', symbol: 'größe', kind: 'function', signature: 'function größe()' },
    { text: '// loose' },
  ],
  'docs/a.md': [{ text: '# Title\nwords', symbol: 'Title', kind: 'section', container: ['Guide', 'Part'] }],
  'empty.py': [],
});

describe('segment', () => {
  it('gives back every file and chunk as it was given', () => {
    const segment = decodeSegment(encodeSegment(buildSegment(example)));
    assert.deepEqual(readFile(segment, 1), {
      path: 'docs/a.md',
      hash: example[1]?.hash,
      language: 'markdown',
      flags: 8,
    });
    assert.deepEqual(readChunk(segment, 0), {
      startLine: 1,
      endLine: 1,
      symbol: 'größe',
      kind: 'function',
      container: [],
      signature: 'function größe()',
      doc: undefined,
      alsoDefines: [],
    });
    assert.deepEqual(readChunk(segment, 2).container, ['Guide', 'Part']);
    assert.deepEqual([...segment.fileFirstChunk], [0, 2, 3, 3]);
  });

  it('round-trips whatever files it is built from', () => {
    fc.assert(
      fc.property(anyFiles(), (files) => {
        const segment = decodeSegment(encodeSegment(buildSegment(files)).slice());
        const chunks = files.flatMap((file) => file.chunks);
        assert.equal(segment.chunkCount, chunks.length);
        chunks.forEach((chunk, i) => {
          const record = readChunk(segment, i);
          assert.equal(record.symbol, chunk.symbol);
          assert.deepEqual(record.alsoDefines, chunk.alsoDefines);
          assert.deepEqual([record.startLine, record.endLine], [chunk.startLine, chunk.endLine]);
        });
        files.forEach((file, i) => assert.equal(readFile(segment, i).path, file.path));
      }),
      few,
    );
  });

  it('refuses to be read when any byte has changed', () => {
    const bytes = encodeSegment(buildSegment(example));
    const place = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(place, ([at, change]) => {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ change;
        assert.throws(() => decodeSegment(damaged), isDamaged);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses to be read when it is cut short, empty or of another format', () => {
    const bytes = encodeSegment(buildSegment(example));
    for (const length of [0, 5, 8, 32, bytes.length - 8, bytes.length - 1]) {
      assert.throws(() => decodeSegment(bytes.slice(0, length)), isDamaged, `${length} bytes`);
    }
    const other = bytes.slice();
    new Uint32Array(other.buffer)[1] = segmentFormat + 1;
    assert.throws(() => decodeSegment(other), /format/);
  });

  it('is read from bytes that do not begin at a multiple of eight', () => {
    const bytes = encodeSegment(buildSegment(example));
    const shifted = new Uint8Array(new ArrayBuffer(bytes.length + 3), 3);
    shifted.set(bytes);
    assert.equal(decodeSegment(shifted).chunkCount, 3);
  });

  it('gives the same bytes merged from parts, without deleted files, as built anew from what is left', () => {
    const groups = fc.array(fc.tuple(anyFiles(), fc.array(fc.boolean(), { maxLength: 6 })), { maxLength: 4 });
    fc.assert(
      fc.property(groups, (parts) => {
        const entries = parts.map(([files, gone]) => {
          const segment = buildSegment(files);
          const dead = files.flatMap((_, i) => (gone[i] === true ? [i] : []));
          return { segment, deletedFiles: withDeleted(segment, null, dead) };
        });
        const left: IndexedFile[] = parts.flatMap(([files, gone]) =>
          files.filter((_, i) => gone[i] !== true),
        );
        assert.deepEqual(mergeSegments(entries).bytes, buildSegment(left).bytes);
      }),
      few,
    );
  });
});

describe('vectors of a segment', () => {
  const vectors = wordTable([['alpha', 'beta'], ['gamma', 'delta'], ['omega']], { dims: 16 });

  it('come back from disk as they were made, keyed by their table', () => {
    const built = buildSegment(example, wordTable([['words', 'title']], { dims: 16 }));
    const read = decodeSegment(encodeSegment(built)).vectors;
    assert.deepEqual(read, built.vectors);
    assert.equal(read.key, `${'a'.repeat(64)}:16`);
    assert.deepEqual(
      Array.from(read.scales, (scale) => scale > 0),
      [false, false, true],
    );
  });

  it('have length 1 by their scales', () => {
    fc.assert(
      fc.property(anyFiles(), (files) => {
        const { numbers, scales } = buildSegment(files, vectors).vectors;
        scales.forEach((scale, chunk) => {
          const squares = numbers.subarray(chunk * 16, chunk * 16 + 16).reduce((sum, x) => sum + x * x, 0);
          assert.ok(scale === 0 ? squares === 0 : Math.abs(Math.sqrt(squares) * scale - 1) < 1e-6);
        });
      }),
      few,
    );
  });

  it('are merged as if built anew, without deleted files', () => {
    const part = fc.tuple(anyFiles(), fc.array(fc.boolean(), { maxLength: 6 }));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const entries = parts.map(([files, gone]) => {
          const segment = buildSegment(files, vectors);
          const dead = files.flatMap((_, i) => (gone[i] === true ? [i] : []));
          return { segment, deletedFiles: withDeleted(segment, null, dead) };
        });
        const left = parts.flatMap(([files, gone]) => files.filter((_, i) => gone[i] !== true));
        assert.deepEqual(mergeSegments(entries).bytes, buildSegment(left, vectors).bytes);
      }),
      few,
    );
  });

  it('of two tables are not mixed: the merged segment has none', () => {
    const other = wordTable([['alpha', 'beta']], { dims: 16, recipe: 'c'.repeat(64) });
    const parts = [vectors, other].map((table) => ({ segment: buildSegment(example, table) }));
    assert.deepEqual(mergeSegments(parts).vectors, buildSegment([]).vectors);
  });
});

describe('postings', () => {
  it('round-trip any ascending ids with counts up to 255', () => {
    const list = fc.uniqueArray(fc.nat(1 << 26), { maxLength: 50 });
    fc.assert(
      fc.property(
        list,
        fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 50, maxLength: 50 }),
        (all, counts) => {
          const ids = Int32Array.from(all.toSorted((a, b) => a - b));
          const sink = createByteSink(1);
          writePostings(sink, { ids, counts: Uint8Array.from(counts) }, { from: 0, to: ids.length });
          const into = { ids: new Int32Array(ids.length), counts: new Uint8Array(ids.length) };
          assert.equal(readPostings(sink.bytes, 0, into), ids.length);
          assert.deepEqual(into.ids, ids);
          assert.deepEqual(Array.from(into.counts), counts.slice(0, ids.length));
        },
      ),
      few,
    );
  });
});

describe('segments to merge', () => {
  const full = (chunkCount: number) => ({ chunkCount, liveChunks: chunkCount });

  it('are eight of one size', () => {
    const sizes = [90_000, ...Array.from({ length: 8 }, () => 12)];
    assert.deepEqual(segmentsToMerge(sizes.map(full)), [1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('are none while there are few of each size', () => {
    assert.deepEqual(segmentsToMerge([90_000, 4000, 4000, 10, 10].map(full)), []);
  });

  it('are one alone that is mostly deleted', () => {
    assert.deepEqual(segmentsToMerge([full(500), { chunkCount: 800, liveChunks: 100 }]), [1]);
  });
});

function isDamaged(error: unknown): boolean {
  return error instanceof EngineError && error.kind === 'index-damaged';
}
