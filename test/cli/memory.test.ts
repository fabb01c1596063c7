import assert from 'node:assert/strict';
import type { Memories } from '../../src/engine/memories.ts';
import { recallContentSchema, rememberContentSchema } from '../../src/mcp/memoryContent.ts';
import type { StoredMemories } from '../../src/storage/memories.ts';
import { makeFolder, removeFolders } from '../storage/folder.ts';
import { testMemories } from '../support/testMemories.ts';
import { runCommand } from './fakeProgram.ts';

describe('sightline remember, recall and memory', () => {
  let memories: Memories;
  let store: StoredMemories;
  const files: Record<string, string> = {};
  beforeEach(() => {
    ({ memories, store } = testMemories({ directory: makeFolder(), workspace: '/w', files }));
    files['src/net.ts'] = 'one\ntwo\nthree';
  });
  afterEach(() => {
    store.close();
    removeFolders();
  });
  const run = (...line: string[]) => runCommand(line, { memories });
  const memory = (...line: string[]) => run('memory', ...line);

  it('keep a statement with its evidence, and tell it again with the reason', async () => {
    const { code, out } = await run(
      'remember',
      'Retries',
      'stop after 5 attempts',
      '--evidence',
      'src/net.ts:2-3',
    );
    assert.equal(code, 0);
    assert.match(
      out,
      /^Remembered\.\n- "Retries stop after 5 attempts"\n.*from user; id m1\.\n.*src\/net\.ts:2-3/,
    );
    const recalled = await run('recall', 'how many retries?');
    assert.equal(recalled.code, 0);
    assert.match(recalled.out, /^m1\n {2}Retries stop after 5 attempts\n {2}fact · workspace · .* · user\n/);
    assert.match(recalled.out, /rests on src\/net\.ts:2-3\n {2}recalled: mentions "retries"\n$/);
    const nothing = await run('recall', 'zebra');
    assert.deepEqual([nothing.code, nothing.out], [0, '']);
    assert.match(nothing.err, /Nothing that was remembered bears on this/);
  });

  it('print as JSON what the tools give', async () => {
    const said = await run(
      'remember',
      'Retries stop after 5 attempts',
      '--kind',
      'decision',
      '--scope',
      'team',
      '--json',
    );
    const { memory: kept } = rememberContentSchema.parse(JSON.parse(said.out));
    assert.deepEqual([kept.kind, kept.scope, kept.origins[0]?.by], ['decision', 'team', 'user']);
    const found = recallContentSchema.parse(JSON.parse((await run('recall', 'retries', '--json')).out));
    assert.equal(found.memories[0]?.id, kept.id);
    assert.equal(memories.get(kept.id).useCount, 1, 'an agent that reads JSON uses it');
  });

  it('say why something is refused, and what to do', async () => {
    const secret = await run('remember', `The key is AKIA${'IOSFODNN7EXAMPLE'}`, '--json');
    assert.equal(secret.code, 1);
    assert.match(secret.out, /"kind":"memory-refused","message":"This holds a secret \(AWS key\)/);
    assert.match((await run('remember', 'word')).err, /"word" is one word/);
    assert.equal((await run('remember')).code, 2);
    assert.equal((await run('remember', 'We use tabs', '--kind', 'rumour')).code, 2);
    assert.match((await run('remember', 'We use tabs', '--expires', 'soon')).err, /"soon" is no date/);
  });

  it('warn with 3 where evidence is not there', async () => {
    const { code, out } = await run('remember', 'Retries stop after 5 attempts', '--evidence', 'gone.ts:1');
    assert.equal(code, 3);
    assert.match(out, /Note: gone\.ts is not there/);
  });

  it('show what changed under a memory, and take the lines as they are now', async () => {
    await run('remember', 'Retries stop after 5 attempts', '--evidence', 'src/net.ts:2');
    files['src/net.ts'] = 'one\n2\nthree';
    const listed = await memory('list', '--stale');
    assert.match(listed.out, /^m1 {2}stale\n[^]*src\/net\.ts:2-2 {2}changed\n {4}- two\n {4}\+ 2\n$/);
    const renewed = await memory('edit', 'm1', '--renew', '--text', 'Retries stop after 2 attempts');
    assert.equal(renewed.code, 0);
    assert.doesNotMatch(renewed.out, /stale/);
    assert.match((await memory('list', '--stale')).err, /Nothing is remembered/);
  });

  it('edit, undo and tell the history', async () => {
    await run('remember', 'We deploy on Mondays');
    await memory('edit', 'm1', '--text', 'We deploy on Tuesdays', '--kind', 'procedure');
    assert.match((await memory('undo', 'm1')).out, /^Undone\. It is now:\nm1\n {2}We deploy on Mondays/);
    assert.match((await memory('history', 'm1')).out, /undone .*\n.*edited .*Tuesdays\n.*added .*Mondays\n$/);
    assert.equal((await memory('edit', 'm1')).code, 2);
    await memory('undo', 'm1');
    await memory('undo', 'm1');
    assert.equal((await memory('show', 'nobody')).code, 1);
  });

  it('forget one, or all that a search finds once that is confirmed', async () => {
    for (const day of ['Mondays', 'Tuesdays']) await run('remember', `We deploy the site on ${day}`);
    await run('remember', 'Logs are kept for a month');
    const refused = await memory('forget', '--query', 'deploy site');
    assert.equal(refused.code, 2);
    assert.match(refused.err, /would forget 2 memories for good: add --yes/);
    const gone = await memory('forget', '--query', 'deploy site', '--yes', '--json');
    assert.equal(gone.code, 0);
    assert.deepEqual((JSON.parse(gone.out) as { remains: string[] }).remains, []);
    assert.match((await memory('forget', 'm3')).out, /^Forgotten: m3\. \d+ files were searched: none holds/);
    assert.deepEqual(JSON.parse((await memory('list', '--json')).out), { memories: [] });
    assert.equal((await memory('forget')).code, 2);
  });

  it('show, accept and reject proposals', async () => {
    const origin = { by: 'turn', at: 1 } as const;
    const shared = { kind: 'preference', scope: 'workspace', origin, reason: 'you said "always"' } as const;
    memories.propose([
      { ...shared, text: 'We always pin versions' },
      { ...shared, text: 'We never use globals' },
    ]);
    const [one, two] = memories.proposals();
    assert.match((await memory('proposals')).out, /We always pin versions\n.*you said "always"/);
    const accepted = await memory('accept', one?.id ?? '', '--text', 'We always pin exact versions');
    assert.match(accepted.out, /^Remembered\.\n- "We always pin exact versions"/);
    assert.match((await memory('reject', two?.id ?? '')).out, /Rejected 1 proposal\./);
    assert.equal((await memory('accept', 'nobody')).code, 2);
    assert.equal((await memory('burn')).code, 2);
  });
});
