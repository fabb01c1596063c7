import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { EngineError } from '../../src/engine/errors.ts';
import type { NewTurn } from '../../src/engine/session/session.ts';
import { backupDirectory, listBackups } from '../../src/storage/backup.ts';
import { openSessions, type Sessions, type SessionsOptions } from '../../src/storage/sessions.ts';
import { damageMiddle, makeFolder, removeFolders, startChild, truncate } from './folder.ts';

const dayMs = 24 * 60 * 60 * 1000;
const failsWith = (kind: string) => (error: unknown) =>
  error instanceof EngineError && error.kind === kind && error.hint !== undefined;

/** A window of its own: it asks in one session as fast as it can and prints each question once it is stored. */
const asker = (directory: string, count: number) => `
  import { openSessions } from 'STORAGE/sessions.ts';
  const store = openSessions({ directory: ${JSON.stringify(directory)}, workspace: 'w' });
  const session = store.create('child');
  console.log(session.id);
  let parentId = null;
  for (let i = 0; i < ${count}; i++) {
    const turn = store.ask({ sessionId: session.id, parentId, question: 'q' + i, model: null, modelLabel: null });
    store.keepPartial(turn.id, { answer: 'a'.repeat(3000), reasoning: '' });
    parentId = turn.id;
    console.log(turn.question);
  }
  console.log('end');
  process.stdin.resume();
`;

describe('stored sessions under stress', () => {
  let directory = '';
  let clock = Date.UTC(2026, 0, 1);
  const warnings: string[] = [];
  const stores: Sessions[] = [];
  const open = (more: Partial<SessionsOptions> = {}): Sessions => {
    const store = openSessions({
      directory,
      workspace: 'w',
      now: () => ++clock,
      onWarning: (sentence) => warnings.push(sentence),
      ...more,
    });
    stores.push(store);
    return store;
  };
  const ask = (store: Sessions, sessionId: string, question: string) =>
    store.ask({ sessionId, parentId: null, question, model: null, modelLabel: null });
  const file = () => path.join(directory, 'sessions.db');
  const titles = (store: Sessions) => store.list().map((session) => session.title);
  /** A store with a backup that holds `first`, and `second` written after it. */
  const withBackup = async (): Promise<void> => {
    const store = open();
    const { id } = store.create('first');
    for (let i = 0; i < 30; i++) ask(store, id, `question ${i} ${'x'.repeat(2000)}`);
    store.close();
    const again = open();
    await again.backedUp();
    again.create('second');
    again.close();
    assert.equal(listBackups(file()).length, 1);
  };

  beforeEach(() => {
    directory = makeFolder();
    warnings.length = 0;
  });
  afterEach(async () => {
    // A backup goes on beside the test that caused it: a folder that it still writes into cannot be removed.
    for (const store of stores.splice(0)) {
      await store.backedUp();
      store.close();
    }
    removeFolders();
  });

  it('lose nothing when three processes write at once', async () => {
    const children = [0, 1].map(() => startChild(asker(directory, 15)));
    const ids = await Promise.all(children.map((child) => child.line()));
    const store = open();
    const mine = store.create('mine');
    for (let i = 0; i < 15; i++) ask(store, mine.id, `m${i}`);
    for (const child of children) {
      let line = '';
      while (line !== 'end') line = await child.line();
    }
    for (const id of ids) {
      assert.deepEqual(
        store.get(id).turns.map((turn) => turn.question),
        Array.from({ length: 15 }, (_, i) => `q${i}`),
      );
      assert.equal(store.get(id).turns[0]?.state, 'asked', 'its asker still runs');
    }
    assert.equal(store.list()[0]?.turnCount, 15);
  });

  it('lose nothing that was acknowledged when the writer is killed, and say what was interrupted', async () => {
    const child = startChild(asker(directory, 100_000));
    const id = await child.line();
    const acknowledged: string[] = [];
    while (acknowledged.length < 25) acknowledged.push(await child.line());
    child.process.kill('SIGKILL');
    await child.ended();
    const turns = open().get(id).turns;
    assert.deepEqual(
      turns.slice(0, 25).map((turn) => turn.question),
      acknowledged,
    );
    assert.ok(turns.every((turn) => turn.state === 'interrupted'));
    assert.equal(turns[10]?.answer.length, 3000, 'the half answer is kept');
    assert.deepEqual(warnings, []);
  });

  it('say that they are locked when another process holds them', async () => {
    const store = open({ busyTimeoutMs: 50 });
    const { id } = store.create('x');
    const child = startChild(`
      import { openDatabase } from 'STORAGE/database.ts';
      globalThis.held = openDatabase({ file: ${JSON.stringify(file())}, synchronous: 'FULL' });
      globalThis.held.exec('BEGIN IMMEDIATE');
      console.log('locked');
      process.stdin.resume();
    `);
    await child.line();
    assert.throws(() => ask(store, id, 'q'), failsWith('storage-locked'));
    assert.equal(store.get(id).turns.length, 0, 'reading goes on');
    child.process.kill('SIGKILL');
    await child.ended();
    assert.equal(ask(store, id, 'q').question, 'q');
  });

  it('keep everything stored when the disk is full (a page limit stands in for the disk)', () => {
    const store = open({ maxPages: 60 });
    const { id } = store.create('x');
    let stored = 0;
    assert.throws(() => {
      for (;;) {
        ask(store, id, `${stored} ${'x'.repeat(5000)}`);
        stored++;
      }
    }, failsWith('storage-full'));
    assert.ok(stored > 5);
    assert.equal(store.list()[0]?.turnCount, stored);
    store.close();
    const roomier = open();
    assert.equal(roomier.list()[0]?.turnCount, stored);
    ask(roomier, id, 'goes on');
  });

  it('keep everything stored when a real small disk is full', async function () {
    const disk = path.join(directory, 'disk');
    fs.mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      // Mounting takes root on Linux; the page limit above stands in elsewhere.
      this.skip();
    }
    try {
      const store = open({ directory: disk });
      const { id } = store.create('x');
      let stored = 0;
      assert.throws(() => {
        for (;;) {
          ask(store, id, `${stored} ${'x'.repeat(5000)}`);
          stored++;
        }
      }, failsWith('storage-full'));
      assert.ok(stored > 5);
      assert.equal(store.list()[0]?.turnCount, stored);
      store.close();
      const again = open({ directory: disk });
      assert.equal(again.list()[0]?.turnCount, stored);
      await again.backedUp();
      assert.match(warnings.join(), /could not be backed up.*the disk is full/);
      assert.deepEqual(fs.readdirSync(backupDirectory(path.join(disk, 'sessions.db'))), []);
    } finally {
      for (const store of stores.splice(0)) store.close();
      execFileSync('umount', [disk]);
    }
  });

  it('say that the folder cannot be written', async () => {
    const closed = path.join(directory, 'closed');
    fs.mkdirSync(closed, { mode: 0o555 });
    fs.chmodSync(directory, 0o755);
    // Root may write anywhere, so another user tries.
    const child = startChild(
      `
      import { openSessions } from 'STORAGE/sessions.ts';
      try { openSessions({ directory: ${JSON.stringify(closed)}, workspace: 'w' }); console.log('opened'); }
      catch (error) { console.log(error.kind + ' | ' + error.message + ' | ' + error.hint); }
    `,
      process.getuid?.() === 0 ? { uid: 65534 } : {},
    );
    assert.match(
      await child.line(),
      /^storage-unwritable \| .*closed.* cannot be written\. \| Make the folder writable/,
    );
  });

  const damages: Record<string, (name: string) => void> = {
    'overwritten in the middle': damageMiddle,
    'cut in half': truncate,
    'of zero length': (name) => fs.truncateSync(name),
    'not a database at all': (name) => fs.writeFileSync(name, 'hello '.repeat(5000)),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`come back from the newest backup when the file is ${what}`, async () => {
      await withBackup();
      damage(file());
      const store = open();
      assert.deepEqual(titles(store), ['first']);
      assert.match(warnings.join('\n'), /chat history was damaged\. The backup sessions-2026.* was restored/);
      const kept = fs.readdirSync(directory).filter((name) => name.includes('damaged'));
      assert.equal(kept.length, 1);
      assert.match(warnings.join('\n'), new RegExp(`kept as ${kept[0]}`));
      store.create('third');
      store.close();
      assert.deepEqual(titles(open()), ['third', 'first']);
      assert.equal(warnings.length, 1);
    });
  }

  it('pass over a backup that is damaged too, and start empty where none is good', async () => {
    await withBackup();
    clock += dayMs;
    const store = open();
    await store.backedUp();
    store.close();
    const [newest, oldest] = listBackups(file());
    damageMiddle(newest ?? '');
    damageMiddle(file());
    assert.deepEqual(titles(open()), ['first'], 'the older backup');
    stores.pop()?.close();
    damageMiddle(oldest ?? '');
    damageMiddle(file());
    assert.deepEqual(titles(open()), []);
    assert.match(
      warnings.at(-1) ?? '',
      /There was no good backup, so an empty one was started\. The damaged file is kept/,
    );
  });

  it('are restored once when two processes find the damage together', async () => {
    await withBackup();
    damageMiddle(file());
    const opener = `
      import { openSessions } from 'STORAGE/sessions.ts';
      console.log('up');
      process.stdin.once('data', () => {
        const said = [];
        const store = openSessions({ directory: ${JSON.stringify(directory)}, workspace: 'w', onWarning: (s) => said.push(s) });
        store.create('from ' + process.pid);
        console.log(JSON.stringify(said));
      });
    `;
    const children = [0, 1].map(() => startChild(opener));
    await Promise.all(children.map((child) => child.line()));
    for (const child of children) child.tell('go');
    const said = (await Promise.all(children.map((child) => child.line()))).flatMap(
      (line) => JSON.parse(line) as string[],
    );
    assert.equal(said.length, 1, said.join('\n'));
    assert.equal(titles(open()).length, 3, 'the restored one and one of each process');
  });

  it('are restored under a window that has them open, which then refuses to write', async () => {
    await withBackup();
    const older = open();
    damageMiddle(file());
    const newer = open();
    assert.deepEqual(titles(newer), ['first']);
    const { id } = newer.create('third');
    assert.throws(() => older.create('lost'), failsWith('storage-damaged'));
    older.close();
    ask(newer, id, 'still here?');
    const another = open();
    assert.deepEqual(titles(another), ['third', 'first']);
    assert.equal(another.get(id).turns.length, 1, 'the older window took nothing away when it closed');
  });

  it('are backed up once a day, three copies at most', async () => {
    await withBackup();
    const again = open();
    await again.backedUp();
    assert.equal(listBackups(file()).length, 1, 'not twice on one day');
    for (let day = 0; day < 4; day++) {
      clock += dayMs + 1;
      again.create(`day ${day}`);
      await again.backedUp();
    }
    assert.equal(listBackups(file()).length, 3);
    assert.deepEqual(fs.readdirSync(backupDirectory(file())).length, 3, 'and nothing unfinished');
  });

  it('refuse to write into a file that was replaced or deleted while open', () => {
    const store = open();
    store.create('x');
    fs.rmSync(file());
    assert.throws(() => store.create('y'), failsWith('storage-damaged'));
  });

  it('cost less than 10 ms of processor time a question, and 200 ms to read a chat of 200 turns', () => {
    const store = open();
    const { id } = store.create('x');
    let parentId: string | null = null;
    const start = process.cpuUsage();
    for (let i = 0; i < 200; i++) {
      const question: NewTurn = { sessionId: id, parentId, question: 'q', model: null, modelLabel: null };
      parentId = store.ask(question).id;
    }
    const asking = process.cpuUsage(start);
    assert.equal(store.get(id).turns.length, 200);
    const both = process.cpuUsage(start);
    assert.ok(asking.user + asking.system < 200 * 10_000, `${asking.user + asking.system} µs to ask`);
    assert.ok(both.user - asking.user < 200_000, `${both.user - asking.user} µs to read`);
  });
});
