import assert from 'node:assert/strict';
import { editorDefaults, editorExcludes, parseJsonWithComments } from '../../src/files/editorExcludes.ts';
import { makeTree } from './tree.ts';

describe('editorExcludes', () => {
  it('adds what the folder sets to what VS Code excludes by itself', async () => {
    await using tree = makeTree({
      '.vscode/settings.json': `{
        // ours
        "files.exclude": { "**/gen": true, "**/.git": false, "**/*.js": { "when": "$(basename).ts" } },
        "search.exclude": { "docs/**": true, /* "a": true, */ },
        "editor.tabSize": 2,
      }`,
    });
    const { '**/gen': gen, 'docs/**': docs, '**/.git': git, ...rest } = editorExcludes(tree.directory);
    assert.deepEqual([gen, docs, git], [true, true, false]);
    assert.deepEqual({ ...rest, '**/.git': true }, editorDefaults);
  });

  it('falls back to the defaults where there is no readable file', async () => {
    await using tree = makeTree({ '.vscode/settings.json': '{ "files.exclude": {' });
    assert.deepEqual(editorExcludes(tree.directory), editorDefaults);
    assert.deepEqual(editorExcludes('/nowhere'), editorDefaults);
  });

  it('leaves strings alone that look like comments or commas', () => {
    assert.deepEqual(parseJsonWithComments('{"a//b": "/* c */,]", "d": [1, 2,],}'), {
      'a//b': '/* c */,]',
      d: [1, 2],
    });
  });
});
