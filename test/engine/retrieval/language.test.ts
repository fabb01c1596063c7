import assert from 'node:assert/strict';
import { commentSyntaxOf } from '../../../src/engine/retrieval/comment.ts';
import { languageOf } from '../../../src/engine/retrieval/language.ts';

describe('the language of a file', () => {
  const cases: readonly (readonly [path: string, language: string, firstLine?: string])[] = [
    ['src/a.ts', 'typescript'],
    ['src/a.d.ts', 'typescript'],
    ['src/a.test.tsx', 'typescriptreact'],
    ['a.MJS', 'javascript'],
    ['a.pyi', 'python'],
    ['main.go', 'go'],
    ['lib.rs', 'rust'],
    ['A.java', 'java'],
    ['A.kt', 'kotlin'],
    ['a.c', 'c'],
    ['a.h', 'cpp'],
    ['A.cs', 'csharp'],
    ['a.php', 'php'],
    ['Rakefile', 'ruby'],
    ['A.swift', 'swift'],
    ['build.sbt', 'scala'],
    ['a.lua', 'lua'],
    ['.bashrc', 'shellscript'],
    ['index.html', 'html'],
    ['a.scss', 'scss'],
    ['package.json', 'json'],
    ['tsconfig.json', 'jsonc'],
    ['.github/workflows/ci.yml', 'yaml'],
    ['Cargo.lock', 'toml'],
    ['README.md', 'markdown'],
    ['docker/Dockerfile', 'dockerfile'],
    ['Dockerfile.dev', 'dockerfile'],
    ['Makefile', 'makefile'],
    ['CMakeLists.txt', 'cmake'],
    ['notes.txt', 'plaintext'],
    ['windows\\path\\a.rb', 'ruby'],
    ['.env.local', 'properties'],
    ['.gitignore', 'ignore'],
    ['bin/run', 'shellscript', '#!/bin/sh -e\necho'],
    ['bin/run', 'python', '#!/usr/bin/env python3.12'],
    ['bin/run', 'typescript', '#!/usr/bin/env -S TZ=UTC deno run'],
    ['bin/run', 'plaintext', '#!'],
    ['bin/run', 'plaintext', 'echo'],
    ['constructor', 'plaintext'],
    ['a.constructor', 'plaintext', '#!/usr/bin/constructor'],
    ['', 'plaintext'],
  ];
  for (const [path, language, firstLine] of cases) {
    it(`calls ${path || 'no name'}${firstLine === undefined ? '' : ` with ${JSON.stringify(firstLine)}`} ${language}`, () => {
      assert.equal(languageOf(path, firstLine), language);
    });
  }

  it('knows how each language marks comments', () => {
    assert.deepEqual(commentSyntaxOf('rust').line, ['//']);
    assert.deepEqual(commentSyntaxOf('lua').block, { open: '--[[', close: ']]' });
    assert.equal(commentSyntaxOf('python').hasDocstring, true);
    assert.deepEqual(commentSyntaxOf('json'), { line: [] });
    assert.deepEqual(commentSyntaxOf('constructor'), { line: [] });
  });
});
