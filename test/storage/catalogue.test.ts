import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { EngineError } from '../../src/engine/errors.ts';
import { openCatalogue, type CatalogueOptions } from '../../src/storage/catalogue.ts';
import type { FileRow, SegmentRow } from '../../src/storage/catalogueRows.ts';
import { damageMiddle, makeFolder, removeFolders, startChild, truncate } from './folder.ts';

const segment = (id: number): SegmentRow => ({
  id,
  fileName: `segment-${id}.bin`,
  bytes: 1000,
  fileCount: 9,
  chunkCount: 40,
  deleted: new Uint8Array(2),
});

const file = (name: string, more: Partial<FileRow> = {}): FileRow => ({
  path: name,
  size: 120,
  mtimeMs: 1_700_000_000_000.25,
  hash: 'c0ffee',
  language: 'typescript',
  phase: 1,
  segmentId: 1,
  ordinal: 0,
  ...more,
});

const manyFiles = (count: number): FileRow[] =>
  Array.from({ length: count }, (_, i) => file(`src/folder${i % 97}/file${i}.ts`, { ordinal: i }));

const failsWith = (kind: string) => (error: unknown) =>
  error instanceof EngineError && error.kind === kind && error.hint !== undefined;

describe('the catalogue', () => {
  let directory = '';
  let messages: string[] = [];
  const open = (more: Partial<CatalogueOptions> = {}) =>
    openCatalogue({
      directory,
      isReadOnly: false,
      formatVersion: 1,
      onMessage: (message) => messages.push(message),
      ...more,
    });
  const at = () => path.join(directory, 'catalogue.db');

  beforeEach(() => {
    directory = path.join(makeFolder(), 'index');
    messages = [];
  });
  afterEach(removeFolders);

  it('keeps files, segments and skipped files over a restart', () => {
    const catalogue = open();
    assert.deepEqual(catalogue.load().segments, []);
    assert.equal(catalogue.generation(), 0);
    const generation = catalogue.commit({
      addSegments: [segment(1)],
      putFiles: [file('b.ts', { phase: 2 }), file('a.ts')],
      putSkipped: [{ path: 'x.bin', reason: 'binary', detail: 'holds a zero byte' }],
    });
    assert.equal(generation, 1);
    const { epoch } = catalogue.version();
    catalogue.close();

    const again = open();
    assert.deepEqual(again.load(), { epoch, generation: 1, nextSegmentId: 2, segments: [segment(1)] });
    assert.deepEqual([...again.files()], [file('a.ts'), file('b.ts', { phase: 2 })]);
    assert.deepEqual(again.skipped(10), [{ path: 'x.bin', reason: 'binary', detail: 'holds a zero byte' }]);
    assert.deepEqual(again.skippedCounts(), { binary: 1 });
    again.close();
    assert.deepEqual(messages, []);
  });

  it('replaces a segment and moves its files in one commit', () => {
    const catalogue = open();
    catalogue.commit({ addSegments: [segment(1), segment(2)], putFiles: [file('a.ts'), file('b.ts')] });
    catalogue.commit({ deleted: new Map([[1, new Uint8Array([0b101, 0])]]), dropPaths: ['b.ts'] });
    assert.deepEqual(catalogue.load().segments[0]?.deleted, new Uint8Array([0b101, 0]));
    catalogue.commit({
      dropSegmentIds: [1, 2],
      addSegments: [segment(3)],
      putFiles: [file('a.ts', { segmentId: 3, phase: 2 })],
    });
    assert.deepEqual(
      catalogue.load().segments.map(({ id }) => id),
      [3],
    );
    assert.deepEqual([...catalogue.files()], [file('a.ts', { segmentId: 3, phase: 2 })]);
    catalogue.commit({ dropSegmentIds: [3] });
    assert.equal(catalogue.load().nextSegmentId, 4, 'an id is never used twice');
    catalogue.close();
  });

  it('lists a path as indexed or as skipped, never both', () => {
    const catalogue = open();
    const skip = { path: 'a.ts', reason: 'too-large', detail: '2 GB' } as const;
    catalogue.commit({ putFiles: [file('a.ts')] });
    catalogue.commit({ putSkipped: [skip] });
    assert.deepEqual([...catalogue.files()], []);
    catalogue.commit({ putFiles: [file('a.ts')] });
    assert.deepEqual(catalogue.skipped(10), []);
    catalogue.commit({ putSkipped: [{ ...skip, path: 'b.ts' }] });
    catalogue.commit({ putSkipped: [{ ...skip, path: 'c.ts' }], replaceSkipped: true });
    assert.deepEqual(
      catalogue.skipped(10).map((row) => row.path),
      ['c.ts'],
    );
    catalogue.commit({ dropSkipped: ['c.ts'] });
    assert.deepEqual(catalogue.skippedCounts(), {});
    catalogue.close();
  });

  it('stores nothing of a commit that fails half way', () => {
    const catalogue = open();
    catalogue.commit({ addSegments: [segment(1)] });
    assert.throws(() =>
      catalogue.commit({ addSegments: [segment(2)], deleted: new Map([[9, new Uint8Array(1)]]) }),
    );
    assert.equal(catalogue.load().segments.length, 1);
    assert.equal(catalogue.generation(), 1);
    catalogue.close();
  });

  it('shows a reader each commit of the writer, and refuses it to write', () => {
    const writer = open();
    const reader = open({ isReadOnly: true });
    writer.commit({ putFiles: [file('a.ts')] });
    assert.equal(reader.generation(), 1);
    assert.deepEqual([...reader.files()], [file('a.ts')]);
    assert.throws(() => reader.commit({ putFiles: [file('b.ts')] }), failsWith('storage-unwritable'));
    writer.close();
    reader.close();
  });

  it('tells a reader that there is no index yet, and makes no file', () => {
    assert.throws(() => open({ isReadOnly: true }), failsWith('index-unavailable'));
    assert.equal(fs.existsSync(at()), false);
  });

  it('tells a reader when the index was rebuilt under it', () => {
    open().close();
    const reader = open({ isReadOnly: true });
    open({ formatVersion: 2 }).close();
    assert.throws(() => reader.generation(), failsWith('index-unavailable'));
    reader.close();
  });

  it('is rebuilt with a message when the format is another, and only by the writer', () => {
    const catalogue = open();
    catalogue.commit({ putFiles: [file('a.ts')] });
    const { epoch } = catalogue.version();
    catalogue.close();
    assert.throws(() => open({ isReadOnly: true, formatVersion: 2 }), failsWith('index-unavailable'));
    const rebuilt = open({ formatVersion: 2 });
    assert.deepEqual([...rebuilt.files()], []);
    assert.notEqual(rebuilt.version().epoch, epoch);
    assert.match(messages.join(), /another format.*built again/);
    rebuilt.close();
  });

  const damages: Record<string, (name: string) => void> = {
    'overwritten in the middle': damageMiddle,
    'cut in half': truncate,
    'not a database at all': (name) => fs.writeFileSync(name, 'hello '.repeat(5000)),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`is rebuilt with a message when its file is ${what}`, () => {
      const catalogue = open();
      catalogue.commit({ putFiles: manyFiles(3000) });
      catalogue.close();
      damage(at());
      const rebuilt = open();
      assert.deepEqual([...rebuilt.files()], []);
      assert.equal(rebuilt.commit({ putFiles: manyFiles(10) }), 1);
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', /damaged.*built again/);
      rebuilt.close();
    });
  }

  it('starts anew from a file of zero length', () => {
    fs.mkdirSync(directory);
    fs.writeFileSync(at(), '');
    const catalogue = open();
    assert.equal(catalogue.generation(), 0);
    catalogue.close();
  });

  it('keeps what it had when the disk is full', () => {
    const catalogue = open({ maxPages: 40 });
    catalogue.commit({ putFiles: manyFiles(100) });
    assert.throws(() => catalogue.commit({ putFiles: manyFiles(20_000) }), failsWith('storage-full'));
    assert.equal([...catalogue.files()].length, 100);
    assert.equal(catalogue.commit({ putFiles: [file('after.ts')] }), 2);
    catalogue.close();
  });

  it('says that it is locked when another process holds it, and works afterwards', async () => {
    const catalogue = open({ busyTimeoutMs: 50 });
    const child = startChild(`
      import { openDatabase } from 'STORAGE/database.ts';
      const database = openDatabase({ file: ${JSON.stringify(at())}, synchronous: 'NORMAL' });
      database.exec('BEGIN IMMEDIATE');
      console.log('locked');
      process.stdin.once('data', () => { database.exec('COMMIT'); console.log('free'); process.exit(); });
    `);
    assert.equal(await child.line(), 'locked');
    assert.throws(() => catalogue.commit({ putFiles: [file('a.ts')] }), failsWith('storage-locked'));
    assert.equal(catalogue.generation(), 0, 'a reader is not kept waiting');
    child.tell('go');
    assert.equal(await child.line(), 'free');
    assert.equal(catalogue.commit({ putFiles: [file('a.ts')] }), 1);
    catalogue.close();
  });

  it('writes 50,000 files within 2 s of processor time, and reads them within 1 s', () => {
    const catalogue = open();
    const rows = manyFiles(50_000);
    const start = process.cpuUsage();
    catalogue.commit({ putFiles: rows });
    const writing = process.cpuUsage(start);
    assert.equal([...catalogue.files()].length, 50_000);
    const both = process.cpuUsage(start);
    assert.ok(writing.user + writing.system < 2_000_000, `writing took ${writing.user + writing.system} µs`);
    assert.ok(both.user - writing.user < 1_000_000, `reading took ${both.user - writing.user} µs`);
    catalogue.close();
  });
});
