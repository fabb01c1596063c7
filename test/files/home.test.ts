import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensurePrivateDirectory, homeDirectory, indexDirectory } from '../../src/files/home.ts';
import { makeTree } from './tree.ts';

describe('home', () => {
  it('is where the platform keeps such data, unless SIGHTLINE_HOME says otherwise', () => {
    const home = os.homedir();
    assert.equal(homeDirectory({}, 'linux'), path.join(home, '.local/share/sightline'));
    assert.equal(homeDirectory({ XDG_DATA_HOME: '/data' }, 'linux'), '/data/sightline');
    assert.equal(
      homeDirectory({ XDG_DATA_HOME: 'relative' }, 'linux'),
      path.join(home, '.local/share/sightline'),
    );
    assert.equal(homeDirectory({}, 'darwin'), path.join(home, 'Library/Application Support/Sightline'));
    assert.equal(homeDirectory({ SIGHTLINE_HOME: '/mine' }, 'darwin'), '/mine');
  });

  it('is closed to other users', async function () {
    if (process.platform === 'win32') this.skip();
    await using tree = makeTree();
    ensurePrivateDirectory(tree.at('a/b'));
    assert.equal(fs.statSync(tree.at('a/b')).mode & 0o777, 0o700);
    assert.equal(fs.statSync(tree.at('a')).mode & 0o777, 0o700);
  });

  it('says what is wrong with a folder that cannot be made', async function () {
    await using tree = makeTree({ file: '' });
    assert.throws(() => ensurePrivateDirectory(tree.at('file/inside')), /cannot be made \(ENOTDIR\)/);
    assert.throws(() => ensurePrivateDirectory(tree.at('file')), /cannot be made \(EEXIST\)/);
    if (process.platform !== 'linux') this.skip();
    assert.throws(() => ensurePrivateDirectory('/proc/sightline/data'), /cannot be made \(ENOENT\)/);
  });

  it('gives the same workspace the same index, in whatever order its folders are named', () => {
    assert.equal(indexDirectory('/h', ['/a', '/b']), indexDirectory('/h', ['/b', '/a']));
    assert.notEqual(indexDirectory('/h', ['/a']), indexDirectory('/h', ['/b']));
  });
});
