import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { generator } from '../../src/engine/evaluation/metrics.ts';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import { builtProgram } from '../cli/builtProgram.ts';
import { openTestIndex } from '../support/testIndex.ts';
import { makeFolder, removeFolder, writeFile } from '../support/workspace.ts';

const words = [
  'alpha',
  'bravoCharlie',
  'delta_echo',
  'foxtrot',
  'golfClub',
  'hotel',
  'india_juliet',
  'kiloWatt',
];
const folders = ['src', 'src/net', 'lib', 'lib/deep/er', 'docs'];
const endings = ['.ts', '.py', '.go', '.md', '.json'];

/** A person with an editor and git, who does one thing after the other; the same seed does the same. */
class Person {
  readonly #random: () => number;
  readonly #workspace: string;
  /** Every file that was ever there. */
  readonly #names = new Set<string>();

  constructor(workspace: string, seed: number) {
    this.#workspace = workspace;
    this.#random = generator(seed);
  }

  chance(): number {
    return this.#random();
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }

  /** Paths that an editor would tell of. */
  edit(): string[] {
    const what = this.#random();
    if (what < 0.6) return [this.write(this.#anyName())];
    const file = path.join(this.#workspace, this.pick([...this.#names]));
    if (what < 0.8) {
      fs.rmSync(file, { force: true });
      return [file];
    }
    const target = path.join(this.#workspace, this.#anyName());
    if (fs.existsSync(file)) fs.renameSync(file, target);
    return [file, target];
  }

  write(name: string): string {
    this.#names.add(name);
    const chosen = words.filter(() => this.#random() < 0.4);
    return writeFile(this.#workspace, name, textOf(name, chosen));
  }

  commit(message: string): void {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
  }

  git(...line: string[]): void {
    const who = ['-c', 'user.name=P', '-c', 'user.email=p@example.org', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...who, ...line], { cwd: this.#workspace, stdio: 'ignore' });
  }

  #anyName(): string {
    const name = `${this.pick(folders)}/${this.pick(words)}${Math.floor(this.#random() * 12)}${this.pick(endings)}`;
    fs.mkdirSync(path.dirname(path.join(this.#workspace, name)), { recursive: true });
    this.#names.add(name);
    return name;
  }
}

function textOf(name: string, chosen: readonly string[]): string {
  switch (path.extname(name)) {
    case '.py':
      return chosen
        .map((word) => `def ${word}():\n    """Gives ${word}."""\n    return '${word}'\n`)
        .join('\n');
    case '.go':
      return `package p\n\n${chosen.map((word) => `func ${word}() string {\n\treturn "${word}"\n}\n`).join('\n')}`;
    case '.md':
      return chosen.map((word) => `# About ${word}\n\nIt is ${word}.\n`).join('\n');
    case '.json':
      return JSON.stringify(Object.fromEntries(chosen.map((word) => [word, [word]])), null, 2);
    default:
      return chosen
        .map((word) => `/** Gives ${word}. */\nfunction ${word}() {\n  return '${word}';\n}\n`)
        .join('\n');
  }
}

async function answers(index: WorkspaceIndex): Promise<unknown[]> {
  await index.whenReady('ready');
  const all: unknown[] = [(await index.status()).chunks];
  for (const query of [...words, 'about alpha and hotel', 'gives foxtrot']) {
    const { hits, coverage } = await index.search({ query, limit: 50, offset: 0, withUses: false });
    all.push(
      coverage,
      hits.map(({ path: file, startLine, endLine, symbol, score, text }) => [
        file,
        startLine,
        endLine,
        symbol,
        score.toFixed(6),
        text,
      ]),
    );
  }
  return all;
}

describe('an index with a long life', function () {
  this.timeout(180_000);
  const made: string[] = [];
  const open: WorkspaceIndex[] = [];

  function folder(): string {
    const one = makeFolder();
    made.push(one);
    return one;
  }

  function start(workspace: string, home: string): WorkspaceIndex {
    // History is read behind the index, and its newest commits would be known to one of the two alone.
    const index = openTestIndex([workspace], home, { readsHistory: false });
    open.push(index);
    return index;
  }

  async function assertLikeNew(index: WorkspaceIndex, workspace: string): Promise<void> {
    assert.deepEqual(await answers(index), await answers(start(workspace, folder())));
  }

  afterEach(async () => {
    await Promise.all(open.splice(0).map((index) => index.close()));
    for (const one of made.splice(0)) removeFolder(one);
  });

  it('answers like a new one after 2,000 edits, renames and deletions on four branches', async () => {
    const workspace = folder();
    const person = new Person(workspace, 20_261_124);
    for (let at = 0; at < 60; at++) person.edit();
    person.git('init', '-q', '-b', 'main');
    person.commit('begin');
    for (const branch of ['one', 'two', 'three']) person.git('branch', branch);
    const index = start(workspace, folder());
    await index.whenReady('ready');
    for (let done = 0; done < 2_000;) {
      const several = 1 + Math.floor(person.chance() * 30);
      const told: string[] = [];
      for (let at = 0; at < several; at++) told.push(...person.edit());
      done += several;
      if (person.chance() < 0.2) {
        person.commit(`after ${done}`);
        person.git('checkout', '-q', person.pick(['main', 'one', 'two', 'three']));
        // An editor does not tell of each file then: the index looks by itself.
        await index.reconcile();
      } else if (person.chance() < 0.8) await index.filesChanged(told);
      else await index.reconcile();
    }
    await assertLikeNew(index, workspace);
  });

  it('answers like a new one after its process was killed at 12 random moments', async () => {
    const workspace = folder();
    const home = folder();
    const person = new Person(workspace, 7);
    for (let at = 0; at < 400; at++) person.edit();
    const sightline = await builtProgram(workspace);
    let killed = 0;
    try {
      for (let at = 0; at < 12; at++) {
        for (let edits = 0; edits < 40; edits++) person.edit();
        const running = sightline.start(['index'], { env: { SIGHTLINE_HOME: home } });
        const ended = await Promise.race([
          running.ended,
          delay(150 + person.chance() * 900).then(() => running.process.kill('SIGKILL')),
        ]);
        if (ended === true) killed++;
        await running.ended;
      }
    } finally {
      await sightline.dispose();
    }
    assert.ok(killed > 3, `${killed} were killed before their end`);
    await assertLikeNew(start(workspace, home), workspace);
  });
});
