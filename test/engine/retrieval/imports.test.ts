import assert from 'node:assert/strict';
import { importsOf } from '../../../src/engine/retrieval/imports.ts';

/** The statements as `first-last names`. */
function check(text: string, expected: readonly string[]): void {
  const found = importsOf(text.split('\n'));
  assert.deepEqual(
    found.map(({ startLine, endLine, names }) => `${startLine}-${endLine} ${names.join(' ')}`),
    expected,
  );
}

describe('imports', () => {
  const cases: Record<string, readonly [string, readonly string[]]> = {
    TypeScript: [
      "import a, { type B, c as d } from './x/from.ts';\nimport * as z from 'zod';\nimport './side.css';",
      ['1-1 a B c d', '2-2 z'],
    ],
    'TypeScript over several lines': [
      "import {\n  first,\n  second,\n} from 'x';\ncode();",
      ['1-4 first second'],
    ],
    CommonJS: [
      "const fs = require('fs');\nconst { join } = require('node:path');\nlet x = 1;",
      ['1-1 fs', '2-2 join'],
    ],
    Python: [
      'import os\nimport a.b as c\nfrom x.y import (\n    one,\n    two as three,\n)',
      ['1-1 os', '2-2 b c', '3-6 one two three'],
    ],
    Go: [
      'import (\n\t"fmt"\n\tlog "x/y/zap"\n\t_ "side/effect"\n)\nimport "os/exec"',
      ['2-2 fmt', '3-3 log', '6-6 exec'],
    ],
    Rust: ['use std::collections::HashMap;\npub use crate::a::{b, c as d};', ['1-1 HashMap', '2-2 b c d']],
    Java: ['import java.util.List;\nimport static a.B.run;', ['1-1 List', '2-2 run']],
    'C# and PHP': ['using System.Text;\nuse App\\Models\\User;', ['1-1 Text', '2-2 User']],
  };
  for (const [language, [text, expected]] of Object.entries(cases)) {
    it(`are found with the names that they bring: ${language}`, () => check(text, expected));
  }

  it('are none where a line only begins with such a word', () => {
    check('important();\nuser = 1;\nfrom_now = 2;\nusingIt();', []);
  });
});
