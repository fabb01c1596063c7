import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Memories } from '../../src/engine/memories.ts';
import type { StoredMemories } from '../../src/storage/memories.ts';
import { makeFolder, removeFolders } from '../storage/folder.ts';
import { testMemories } from '../support/testMemories.ts';
import { runCommand } from './fakeProgram.ts';

describe('sightline memory export and import', () => {
  let folder = '';
  let mine: Memories;
  let theirs: Memories;
  const stores: StoredMemories[] = [];
  const open = (prefix: string): Memories => {
    let time = Date.UTC(2026, 0, 1);
    const { memories, store } = testMemories({
      directory: makeFolder(),
      workspace: '/w',
      prefix,
      now: () => (time += 1000),
    });
    stores.push(store);
    return memories;
  };
  beforeEach(() => {
    folder = path.join(makeFolder(), 'memory');
    mine = open('mine');
    theirs = open('theirs');
  });
  afterEach(() => {
    for (const store of stores.splice(0)) store.close();
    removeFolders();
  });
  const run = (memories: Memories, ...line: string[]) => runCommand(['memory', ...line], { memories });
  const fileOf = (word: string): string => {
    const name = fs.readdirSync(folder).find((one) => one.includes(word));
    assert.ok(name !== undefined, word);
    return path.join(folder, name);
  };

  it('carry what a team shares to another machine, and nothing that is one person’s', async () => {
    await mine.remember({ text: 'We deploy on Mondays', by: 'user', scope: 'team' });
    await mine.remember({ text: 'I prefer tabs', by: 'user' });
    const exported = await run(mine, 'export', folder);
    assert.match(exported.out, /^1 memory in .*: 1 written\.$/m);
    assert.match(
      fs.readFileSync(fileOf('we-deploy'), 'utf8'),
      /^---\nid: mine1\nkind: fact\nscope: team\n[^]*\nWe deploy on Mondays\n$/,
    );
    const imported = await run(theirs, 'import', folder);
    assert.match(imported.out, /1 added, 0 changed, 0 merged, 0 as they were\.$/m);
    assert.deepEqual(
      theirs.list().map(({ id, text, origins }) => [id, text, origins[0]?.by]),
      [['mine1', 'We deploy on Mondays', 'user']],
    );
    assert.match((await run(theirs, 'import', folder)).out, /0 added, .* 1 as they were/);
    assert.match((await run(mine, 'export', folder)).out, /: 0 written\.$/m);
  });

  it('take edits by hand, and leave what both sides changed', async () => {
    const { memory } = await mine.remember({ text: 'We deploy on Mondays', by: 'user', scope: 'team' });
    await run(mine, 'export', folder);
    const file = fileOf('we-deploy');
    const edited = fs.readFileSync(file, 'utf8').replace('Mondays', 'Fridays');
    fs.writeFileSync(file, edited);
    assert.match((await run(mine, 'import', folder)).out, /1 changed/);
    assert.equal(mine.get(memory.id).text, 'We deploy on Fridays');
    fs.writeFileSync(file, edited.replace('Fridays', 'Sundays'));
    mine.edit(memory.id, { text: 'We deploy on Tuesdays' });
    const conflict = await run(mine, 'import', folder);
    assert.equal(conflict.code, 3);
    assert.match(
      conflict.err,
      /both sides changed it: the file says "We deploy on Sundays", .*"We deploy on Tuesdays"/,
    );
    assert.equal(mine.get(memory.id).text, 'We deploy on Tuesdays');
  });

  it('do not bring back what was forgotten, and remove its file', async () => {
    const { memory } = await mine.remember({ text: 'We deploy on Mondays', by: 'user', scope: 'team' });
    await run(mine, 'export', folder);
    await mine.forget([memory.id]);
    const imported = await run(mine, 'import', folder);
    assert.match(imported.err, /its memory was forgotten or undone here, and is not brought back/);
    assert.match((await run(mine, 'export', folder)).out, /1 removed/);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('tell of each of 1,000 malformed files, and take the good one among them', async () => {
    fs.mkdirSync(folder);
    for (let i = 0; i < 1000; i++)
      fs.writeFileSync(
        path.join(folder, `bad${i}.md`),
        ['---\nid: x', '---\n---\n', `key: AKIA${'IOSFODNN7EXAMPLE'}`, '\0'][i % 4] ?? '',
      );
    fs.writeFileSync(path.join(folder, 'good.md'), 'We deploy on Mondays');
    fs.writeFileSync(path.join(folder, 'huge.md'), 'x'.repeat(100_000));
    const { code, out } = await run(mine, 'import', folder, '--json');
    assert.equal(code, 3);
    const { added, problems } = JSON.parse(out) as { added: string[]; problems: { file: string }[] };
    assert.deepEqual([added.length, problems.length], [1, 1000]);
    assert.deepEqual(
      mine.list().map(({ text }) => text),
      ['We deploy on Mondays'],
    );
  });

  it('propose the rules of a file for agents, and take none of them unread', async () => {
    const file = path.join(makeFolder(), 'AGENTS.md');
    const rules = [
      '# Rules',
      '- Use tabs for indentation',
      '  in every file',
      '1. Run `npm test` before you commit',
      '- short',
      '```',
      '- not a rule here',
      '```',
    ];
    fs.writeFileSync(file, rules.join('\n'));
    assert.match((await run(mine, 'import', file)).out, /^2 rules of AGENTS\.md wait for review/);
    assert.deepEqual(mine.list(), []);
    assert.deepEqual(
      mine.proposals().map(({ text, reason }) => [text, reason]),
      [
        ['Use tabs for indentation in every file', 'a rule of AGENTS.md'],
        ['Run `npm test` before you commit', 'a rule of AGENTS.md'],
      ],
    );
    assert.match((await run(mine, 'import', file)).out, /^0 rules/, 'they are not asked twice');
  });

  it('say that there is nothing, and refuse what is no folder', async () => {
    assert.match((await run(mine, 'import', folder)).out, /0 added/);
    fs.writeFileSync(folder, 'a file');
    assert.equal((await run(mine, 'export', folder)).code, 1);
  });
});
