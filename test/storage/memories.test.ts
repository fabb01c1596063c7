import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { EngineError } from '../../src/engine/errors.ts';
import type { StoredMemory } from '../../src/engine/memory/memory.ts';
import { backUp, listBackups } from '../../src/storage/backup.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openMemories, type StoredMemories } from '../../src/storage/memories.ts';
import { makeFolder, removeFolders } from './folder.ts';

export function aMemory(id: string, text: string, more: Partial<StoredMemory> = {}): StoredMemory {
  return {
    id,
    text,
    kind: 'fact',
    scope: 'workspace',
    origins: [{ by: 'user', at: 1 }],
    learnedAt: 1,
    validFrom: 1,
    expiresAt: null,
    changedAt: 1,
    evidence: [],
    confidence: 1,
    supersedes: null,
    supersededBy: null,
    ...more,
  };
}

describe('stored memories', () => {
  let directory = '';
  let store: StoredMemories;
  const warnings: string[] = [];
  const file = () => path.join(directory, 'memory.db');
  const open = (workspace = '/w'): StoredMemories =>
    openMemories({ directory, workspace, onWarning: (sentence) => warnings.push(sentence) });
  const add = (memory: StoredMemory) => store.write((rows) => rows.put('added', memory));
  const isMissing = (error: unknown) => error instanceof EngineError && error.kind === 'memory-missing';

  beforeEach(() => {
    directory = makeFolder();
    warnings.length = 0;
    store = open();
  });
  afterEach(async () => {
    await store.backedUp();
    store.close();
    removeFolders();
  });

  it('are what was put, after the store is opened again, and for the user alone', () => {
    const memory = aMemory('a', 'Größe, 重试, 🎉', { scope: 'team', expiresAt: 5 });
    add(memory);
    store.close();
    store = open();
    assert.deepEqual(store.get('a'), { ...memory, useCount: 0, usedAt: null });
    if (process.platform !== 'win32') assert.equal(fs.statSync(file()).mode & 0o777, 0o600);
  });

  it('are stored together or not at all', () => {
    assert.throws(
      () =>
        store.write((rows) => {
          rows.put('added', aMemory('a', 'one'));
          throw new Error('in between');
        }),
      /in between/,
    );
    assert.deepEqual(store.list(), []);
    assert.deepEqual(store.history({ limit: 9 }), []);
  });

  it('belong to the workspaces that share a folder, and the user’s own to all', () => {
    add(aMemory('w', 'of the workspace'));
    add(aMemory('u', 'of the user', { scope: 'user' }));
    const seen = (workspace: string) => {
      const other = open(workspace);
      const ids = other.list().map(({ id }) => id);
      other.close();
      return ids.join();
    };
    assert.equal(seen('/w'), 'w,u');
    assert.equal(seen('/more\n/w'), 'w,u');
    assert.equal(seen('/w2'), 'u');
  });

  it('tell what changed since, by whichever process', () => {
    add(aMemory('a', 'one'));
    const other = open();
    const first = other.since(-1);
    assert.equal(first.changed.length, 1);
    add(aMemory('a', 'one, edited'));
    add(aMemory('b', 'two'));
    store.undo('b');
    const { changed, gone, seq } = other.since(first.seq);
    assert.deepEqual([changed.map(({ text }) => text), gone], [['one, edited'], ['b']]);
    assert.deepEqual(other.since(seq), { seq, changed: [], gone: [] });
    other.close();
  });

  it('leave out a row that does not read, with a warning, and keep the others', () => {
    add(aMemory('a', 'good'));
    add(aMemory('b', 'bad'));
    const bare = openDatabase({ file: file(), synchronous: 'FULL' });
    bare.run(`UPDATE memories SET body = '{"id": 7' WHERE id = 'b'`);
    bare.close();
    assert.deepEqual(
      store.list().map(({ id }) => id),
      ['a'],
    );
    assert.match(warnings.join(), /A stored memory could not be read and is left out: b\./);
  });

  it('are gone when forgotten: from the store, its history, its log and every backup', async () => {
    const words = 'The cellar door opens with a hairpin';
    add(aMemory('a', words));
    add(aMemory('a', `${words}, they say`));
    add(aMemory('b', 'Something else', { supersedes: 'a' }));
    store.noteUsed(['a', 'b']);
    await backUp(file(), Date.UTC(2026, 0, 1));
    await backUp(file(), Date.UTC(2026, 0, 2));
    const origin = { by: 'turn', at: 1 } as const;
    store.propose([{ text: `${words}, they say`, kind: 'fact', scope: 'workspace', origin, reason: '' }]);
    const { remains, searched } = await store.forget(['a']);
    assert.deepEqual(remains, []);
    assert.ok(searched.length >= 3);
    for (const copy of [file(), ...listBackups(file())]) {
      assert.ok(!fs.readFileSync(copy).includes('hairpin'), copy);
      const kept = openDatabase({ file: copy, synchronous: 'FULL' });
      assert.deepEqual(
        kept.all('SELECT id FROM memories').map((row) => row['id']),
        ['b'],
      );
      kept.close();
    }
    assert.equal(listBackups(file()).length, 2);
    assert.equal(store.get('b').supersedes, null);
    assert.throws(() => store.get('a'), isMissing);
    assert.throws(() => store.undo('a'), isMissing);
    assert.deepEqual(
      store.history({ id: 'a', limit: 9 }).map(({ action, before, after }) => [action, before, after]),
      [['forgotten', null, null]],
    );
    await assert.rejects(store.forget(['a']), isMissing);
  });

  it('are not called gone where a copy cannot be read or another memory holds the same words', async () => {
    const words = 'The cellar door opens with a hairpin';
    add(aMemory('a', words));
    add(aMemory('b', `${words} too`));
    const damaged = path.join(directory, 'memory.damaged-2026.db');
    fs.writeFileSync(damaged, `not a database ${words}`);
    const { remains } = await store.forget(['a']);
    assert.match(remains.join('\n'), /memory\.damaged-2026\.db: it could not be rewritten/);
    assert.match(remains.join('\n'), /memory\.db: another memory holds the same words/);
  });
});
