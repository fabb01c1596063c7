import assert from 'node:assert/strict';
import {
  editorDefaults,
  editorExcludes,
  editorWantsHistory,
  parseJsonWithComments,
} from '../../src/files/editorExcludes.ts';
import { makeTree } from './tree.ts';

describe('editorExcludes', () => {
  it('adds what the folder sets to what VS Code excludes by itself', async () => {
    await using tree = makeTree({
      '.vscode/settings.json': `{
        // ours
        "files.exclude": { "**/gen": true, "**/.git": false, "**/*.js": { "when": "$(basename).ts" } },
        "search.exclude": { "docs/**": true, "**/.git": false, /* "a": true, */ },
        "editor.tabSize": 2,
      }`,
    });
    const { '**/gen': gen, 'docs/**': docs, '**/.git': git, ...rest } = editorExcludes(tree.directory);
    assert.deepEqual([gen, docs, git], [true, true, false]);
    assert.deepEqual({ ...rest, '**/.git': true }, editorDefaults);
  });

  it('has a glob on where either setting turns it on, as the editor does', async () => {
    await using tree = makeTree({
      '.vscode/settings.json': `{
        "files.exclude": { "a": true, "b": false, "**/node_modules": false },
        "search.exclude": { "a": false, "b": true, "**/bower_components": false },
      }`,
    });
    const excludes = editorExcludes(tree.directory);
    assert.deepEqual(
      ['a', 'b', '**/node_modules', '**/bower_components'].map((glob) => excludes[glob]),
      [true, true, true, false],
    );
  });

  it('is empty where the folder tells Sightline to pay no heed to them', async () => {
    const settings = '{ "sightline.index.useExcludeSettings": false, "files.exclude": { "a": true } }';
    await using tree = makeTree({ '.vscode/settings.json': settings });
    assert.deepEqual(editorExcludes(tree.directory), {});
  });

  it('falls back to the defaults where there is no readable file', async () => {
    await using tree = makeTree({ '.vscode/settings.json': '{ "files.exclude": {' });
    assert.deepEqual(editorExcludes(tree.directory), editorDefaults);
    assert.deepEqual(editorExcludes('/nowhere'), editorDefaults);
  });

  it('says whether the folder lets past commits count: yes, unless it says no', async () => {
    await using tree = makeTree();
    assert.equal(editorWantsHistory(tree.directory), true);
    tree.write({ '.vscode/settings.json': '{ "sightline.retrieval.history": false }' });
    assert.equal(editorWantsHistory(tree.directory), false);
    tree.write({ '.vscode/settings.json': '{ "sightline.retr' });
    assert.equal(editorWantsHistory(tree.directory), true);
  });

  it('leaves strings alone that look like comments or commas', () => {
    assert.deepEqual(parseJsonWithComments('{"a//b": "/* c */,]", "d": [1, 2,],}'), {
      'a//b': '/* c */,]',
      d: [1, 2],
    });
  });
});
