import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import { openTestIndex } from '../support/testIndex.ts';
import { wordTableBytes } from '../support/wordTable.ts';
import { makeFolder, removeFolder, writeFile } from '../support/workspace.ts';

const groups = [
  ['jettison', 'banish', 'evict', 'remove', 'discard', 'oldest'],
  ['memory', 'full', 'capacity', 'limit', 'overflow'],
  ['socket', 'network', 'connect', 'packet', 'listen'],
];
const cache = 'export function evict(limit: number) {\n  return discard(oldest, capacity);\n}\n';
const net = 'export function listen(socket: Socket) {\n  return connect(socket.packet);\n}\n';
/** Shares no word with `cache`. */
const question = 'jettison banish overflow';

describe('an index with word vectors', function () {
  this.timeout(60_000);
  const open: WorkspaceIndex[] = [];
  const folders: string[] = [];

  function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
    const made = makeFolder(files);
    folders.push(made);
    return made;
  }

  function start(workspace: string, home: string, wordTable?: string): WorkspaceIndex {
    const index = openTestIndex([workspace], home, wordTable === undefined ? {} : { wordTable });
    open.push(index);
    return index;
  }

  async function ask(index: WorkspaceIndex, query = question) {
    await index.whenReady('ready');
    const { hits, warnings } = await index.search({ query, limit: 5, offset: 0, withUses: false });
    return { found: hits.map((hit) => hit.path), warnings };
  }

  afterEach(async () => {
    await Promise.all(open.splice(0).map((index) => index.close()));
    for (const made of folders.splice(0)) removeFolder(made);
  });

  it('finds what shares no word with the question: in parsed, saved and unsaved files', async () => {
    const workspace = folder({ 'cache.ts': cache, 'net.ts': net, 'notes.txt': 'nothing of all this\n' });
    const table = path.join(folder({ 'words.bin': wordTableBytes(groups) }), 'words.bin');
    const index = start(workspace, folder(), table);
    assert.deepEqual((await ask(index)).found, ['cache.ts']);
    await index.unsaved([{ path: 'notes.txt', text: 'evict the oldest at capacity\n' }]);
    assert.ok((await ask(index)).found.includes('notes.txt'));
    await index.unsaved([]);
    await index.filesChanged([writeFile(workspace, 'saved.ts', cache.replace('evict', 'discardOldest'))]);
    assert.ok((await ask(index)).found.includes('saved.ts'));
  });

  it('keeps its vectors over a restart, and does not mix them with those of another table', async () => {
    const workspace = folder({ 'cache.ts': cache, 'net.ts': net });
    const tables = folder({
      'one.bin': wordTableBytes(groups),
      'other.bin': wordTableBytes([groups[2] ?? [], groups[1] ?? [], groups[0] ?? []], {
        recipe: 'd'.repeat(64),
      }),
    });
    const home = folder();
    for (const name of ['one.bin', 'one.bin', 'other.bin', undefined, 'one.bin']) {
      const index = start(workspace, home, name === undefined ? undefined : path.join(tables, name));
      assert.deepEqual((await ask(index)).found, name === undefined ? [] : ['cache.ts'], name ?? 'none');
      await index.close();
    }
  });

  it('goes by words alone, with a warning, where the table is damaged', async () => {
    const damaged = wordTableBytes(groups).slice(0, -5);
    const table = path.join(folder({ 'words.bin': damaged }), 'words.bin');
    const index = start(folder({ 'cache.ts': cache }), folder(), table);
    const { found, warnings } = await ask(index);
    assert.deepEqual(found, []);
    assert.match(warnings.join(), /table of word vectors cannot be read.*words alone/);
    assert.deepEqual((await ask(index, 'evict the oldest')).found, ['cache.ts']);
  });

  it('is built again with a message where an earlier version made it', async () => {
    const workspace = folder({ 'cache.ts': cache, 'net.ts': net });
    const home = folder();
    const before = start(workspace, home);
    await before.whenReady('ready');
    await before.close();
    const catalogue = fs
      .readdirSync(home, { recursive: true, encoding: 'utf8' })
      .find((name) => name.endsWith('catalogue.db'));
    const database = new DatabaseSync(path.join(home, catalogue ?? ''));
    database.exec('UPDATE meta SET format_version = 1');
    database.close();
    const table = path.join(folder({ 'words.bin': wordTableBytes(groups) }), 'words.bin');
    const { found, warnings } = await ask(start(workspace, home, table));
    assert.deepEqual(found, ['cache.ts']);
    assert.match(warnings.join(), /another format.*built again/);
  });
});
