import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { languageOf } from '../../src/engine/retrieval/language.ts';
import type { Outline } from '../../src/engine/retrieval/chunk.ts';
import { scanOutline } from '../../src/engine/retrieval/scan.ts';
import { openParsers } from './parserSource.ts';

/**
 * How far the two phases agree about real source: hand-written files of the packages that `npm ci` installs, in each
 * language that they hold some of. A definition counts as the same where its name and the line of its name are.
 * `found`: the share of the parser's definitions that the line scan has too. `right`: the share of the line scan's
 * that the parser has too. Both as measured with the versions of the lock file.
 */
const cases = [
  { language: 'typescript', packages: ['openai/src', 'zod/src', 'preact/src'], found: 0.96, right: 0.984 },
  {
    language: 'javascript',
    packages: ['mocha/lib', 'preact/src', 'highlight.js/lib'],
    found: 0.986,
    right: 0.999,
  },
  // What C++ declares without a body (most of a header) is the parser's alone. These are the headers of Node and V8.
  { language: 'cpp', packages: ['node/node_modules'], found: 0.651, right: 0.888 },
  { language: 'c', packages: ['@tree-sitter-grammars/tree-sitter-lua/src'], found: 0.906, right: 1 },
];

/** Another version of a package moves the shares a little; a rule that is lost moves them by more. */
const margin = 0.03;

const modules = path.join(import.meta.dirname, '..', '..', 'node_modules');

/** Neither bundles nor minified files: their lines are longer than people write. */
function readSources(packages: readonly string[], language: string): string[] {
  return packages.flatMap((name) => {
    const folder = path.join(modules, name);
    return fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(
        (file) =>
          languageOf(file) === language && !/(?:^|[\\/])(?:node_modules|openssl|deps)[\\/]/.test(file),
      )
      .map((file) => fs.readFileSync(path.join(folder, file), 'utf8'))
      .filter((text) => text.length < 400_000 && text.length / text.split('\n').length < 90);
  });
}

function definitions({ declarations }: Outline): Set<string> {
  return new Set(declarations.map(({ name, nameLine }) => `${name} in line ${nameLine}`));
}

describe('the line scan and the parser', function () {
  this.timeout(120_000);
  const parsers = openParsers();
  after(() => parsers.close());

  for (const { language, packages, found, right } of cases) {
    it(`agree about ${language} in ${packages.join(', ')}: ${found} found, ${right} right`, async () => {
      const count = { parsed: 0, scanned: 0, both: 0 };
      for (const text of readSources(packages, language)) {
        const outline = await parsers.outline(language, text);
        if (outline === null) continue;
        const parsed = definitions(outline);
        const scanned = definitions(scanOutline(language, text));
        count.parsed += parsed.size;
        count.scanned += scanned.size;
        count.both += [...parsed].filter((definition) => scanned.has(definition)).length;
      }
      assert.ok(count.parsed > 50, `${count.parsed} definitions to compare`);
      const said = JSON.stringify(count);
      assert.ok(count.both / count.parsed > found - margin, `${count.both / count.parsed} found: ${said}`);
      assert.ok(count.both / count.scanned > right - margin, `${count.both / count.scanned} right: ${said}`);
    });
  }
});
