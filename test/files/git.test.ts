import assert from 'node:assert/strict';
import fs from 'node:fs';
import { listTrackedIgnored, readHead, runGit } from '../../src/files/git.ts';
import { makeTree } from './tree.ts';

describe('git', () => {
  it('knows branch and commit: unborn, loose, packed, detached, and in a second worktree', async () => {
    await using tree = makeTree({ 'a.ts': '' });
    assert.equal(await readHead(tree.directory), null);
    tree.git('init', '-q', '-b', 'main');
    assert.deepEqual(await readHead(tree.directory), { branch: 'main', commit: null });
    tree.git('add', '.');
    tree.git('commit', '-qm', 'x');
    const commit = tree.git('rev-parse', 'HEAD').trim();
    assert.deepEqual(await readHead(tree.directory), { branch: 'main', commit });
    tree.git('pack-refs', '--all');
    assert.deepEqual(await readHead(tree.directory), { branch: 'main', commit });
    tree.git('worktree', 'add', '-q', 'second', '-b', 'topic/one');
    assert.deepEqual(await readHead(tree.at('second')), { branch: 'topic/one', commit });
    tree.git('checkout', '-q', '--detach');
    assert.deepEqual(await readHead(tree.directory), { branch: null, commit });
  });

  it('runs no program that the repository names', async () => {
    await using tree = makeTree({ 'a.log': '' });
    tree.git('init', '-q');
    tree.git('add', '-f', '.');
    tree.write({ '.gitignore': '*.log\n', 'hook.sh': `#!/bin/sh\ntouch ${tree.at('ran')}\n` });
    fs.chmodSync(tree.at('hook.sh'), 0o755);
    tree.git('config', 'core.fsmonitor', tree.at('hook.sh'));
    assert.deepEqual(await listTrackedIgnored(tree.directory), ['a.log']);
    assert.equal(fs.existsSync(tree.at('ran')), false);
  });

  it('gives null where Git refuses', async () => {
    await using tree = makeTree();
    assert.equal(await runGit(tree.directory, ['rev-parse', 'HEAD']), null);
    assert.equal(await runGit(tree.at('nowhere'), ['status']), null);
  });
});
