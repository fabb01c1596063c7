import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { EngineError } from '../../src/engine/errors.ts';
import { listBackups } from '../../src/storage/backup.ts';
import { openMemories, type MemoriesOptions, type StoredMemories } from '../../src/storage/memories.ts';
import { damageMiddle, makeFolder, removeFolders, startChild, truncate } from './folder.ts';
import { aMemory } from './memories.test.ts';

const failsWith = (kind: string) => (error: unknown) =>
  error instanceof EngineError && error.kind === kind && error.hint !== undefined;

/** A process of its own: it remembers as fast as it can and prints each id once it is stored. */
const writer = (directory: string, name: string, count: number) => `
  import { openMemories } from 'STORAGE/memories.ts';
  const store = openMemories({ directory: ${JSON.stringify(directory)}, workspace: 'w' });
  const blank = ${JSON.stringify(aMemory('', ''))};
  console.log('up');
  process.stdin.once('data', () => {
    for (let i = 0; i < ${count}; i++) {
      store.write((rows) => rows.put('added', { ...blank, id: '${name}' + i, text: 'Fact ' + i + ' of ${name}' }));
      // Both change one row, too: each reads what the other wrote.
      store.write((rows) => {
        const shared = rows.get('shared');
        rows.put('edited', { ...shared, text: String(Number(shared.text) + 1) });
      });
      console.log('${name}' + i);
    }
    console.log('end');
  });
`;

describe('stored memories under stress', () => {
  let directory = '';
  let clock = Date.UTC(2026, 0, 1);
  const warnings: string[] = [];
  const stores: StoredMemories[] = [];
  const open = (more: Partial<MemoriesOptions> = {}): StoredMemories => {
    const onWarning = (sentence: string) => warnings.push(sentence);
    const store = openMemories({ directory, workspace: 'w', now: () => ++clock, onWarning, ...more });
    stores.push(store);
    return store;
  };
  const add = (store: StoredMemories, id: string, text = `Fact ${id}`) =>
    store.write((rows) => rows.put('added', aMemory(id, text)));
  const ids = (store: StoredMemories) => store.list().map(({ id }) => id);
  const file = () => path.join(directory, 'memory.db');

  beforeEach(() => {
    directory = makeFolder();
    warnings.length = 0;
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) {
      await store.backedUp();
      store.close();
    }
    removeFolders();
  });

  it('lose none of 1,000 writes of each of two processes, nor a change of a row that both change', async () => {
    const store = open();
    add(store, 'shared', '0');
    const children = ['a', 'b'].map((name) => startChild(writer(directory, name, 1000)));
    for (const child of children) assert.equal(await child.line(), 'up');
    for (const child of children) child.tell('go');
    for (const child of children) for (let line = ''; line !== 'end';) line = await child.line();
    const stored = new Set(ids(store));
    assert.equal(stored.size, 2001);
    for (let i = 0; i < 1000; i++) assert.ok(stored.has(`a${i}`) && stored.has(`b${i}`), String(i));
    assert.equal(store.get('shared').text, '2000');
    assert.equal(store.history({ limit: 1e6 }).length, 4001);
  });

  it('lose nothing that was acknowledged when the writer is killed', async () => {
    add(open(), 'shared', '0');
    const child = startChild(writer(directory, 'k', 100_000));
    await child.line();
    child.tell('go');
    const acknowledged: string[] = [];
    while (acknowledged.length < 50) acknowledged.push(await child.line());
    child.process.kill('SIGKILL');
    await child.ended();
    const store = open();
    const stored = new Set(ids(store));
    for (const id of acknowledged) assert.ok(stored.has(id), id);
    // Each row has its change, and the other way round: the last transaction is whole or not there.
    const changes = store.history({ limit: 1e6 });
    assert.equal(changes.filter(({ action }) => action === 'added').length, stored.size);
    assert.deepEqual(warnings, []);
  });

  it('keep everything stored when a real small disk is full', async function () {
    const disk = path.join(directory, 'disk');
    fs.mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      // Mounting takes root on Linux; the page limit below stands in elsewhere.
      this.skip();
    }
    try {
      checkFull(open({ directory: disk }), () => open({ directory: disk }));
    } finally {
      for (const store of stores.splice(0)) {
        await store.backedUp();
        store.close();
      }
      execFileSync('umount', [disk]);
    }
  });

  it('keep everything stored when the disk is full (a page limit stands in for the disk)', () => {
    checkFull(open({ maxPages: 60 }), () => open());
  });

  function checkFull(store: StoredMemories, again: () => StoredMemories): void {
    let stored = 0;
    assert.throws(() => {
      for (;;) {
        add(store, `m${stored}`, `${stored} ${'x'.repeat(400)}`);
        stored++;
      }
    }, failsWith('storage-full'));
    assert.ok(stored > 5);
    assert.equal(ids(store).length, stored);
    store.close();
    assert.equal(ids(again()).length, stored);
  }

  const damages: Record<string, (name: string) => void> = {
    'overwritten in the middle': damageMiddle,
    'cut in half': truncate,
    'of zero length': (name) => fs.truncateSync(name),
    'not a database at all': (name) => fs.writeFileSync(name, 'hello '.repeat(5000)),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`come back from the newest backup when the file is ${what}, and say so`, async () => {
      const store = open();
      for (let i = 0; i < 60; i++) add(store, `m${i}`, `${i} ${'x'.repeat(400)}`);
      store.close();
      const again = open();
      await again.backedUp();
      add(again, 'later');
      again.close();
      assert.equal(listBackups(file()).length, 1);
      damage(file());
      const restored = open();
      assert.equal(ids(restored).length, 60);
      assert.match(warnings.join('\n'), /The memory was damaged\. The backup memory-2026.* was restored/);
      add(restored, 'goes on');
      assert.equal(ids(restored).length, 61);
    });
  }

  it('are backed up though the clock went backwards', async () => {
    const store = open();
    add(store, 'a');
    clock -= 1e10;
    add(store, 'b');
    store.close();
    const again = open();
    await again.backedUp();
    add(again, 'c');
    assert.deepEqual(ids(again), ['a', 'b', 'c']);
    assert.deepEqual(warnings, []);
    assert.equal(listBackups(file()).length, 1);
  });
});
