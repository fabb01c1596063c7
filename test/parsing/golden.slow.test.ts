import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Outline } from '../../src/engine/retrieval/chunk.ts';
import { languageOf } from '../../src/engine/retrieval/language.ts';
import { scanOutline } from '../../src/engine/retrieval/scan.ts';
import { splitFile } from '../../src/engine/retrieval/split.ts';
import { hasGrammar, parsedLanguages } from '../../src/parsing/grammar.ts';
import { sourceIn } from '../support/outlineGolden.ts';
import { openParsers } from './parserSource.ts';

/**
 * Each file holds a path, a source, and what we make of it: the outline of phase 1, that of phase 2, the chunks.
 * `SIGHTLINE_WRITE_GOLDEN=1 npx mocha --no-config test/parsing/golden.slow.test.ts` writes the latter anew; read the difference.
 */
const folder = path.join(import.meta.dirname, '..', 'golden', 'outline');
const isWriting = process.env['SIGHTLINE_WRITE_GOLDEN'] === '1';
const names = fs.readdirSync(folder).filter((name) => name.endsWith('.txt'));

function printOutline({ declarations, isPartial }: Outline): string {
  const rows = declarations.map((d) => {
    const nameLine = d.nameLine === d.startLine ? '' : ` @${d.nameLine}`;
    return `${d.startLine}-${d.endLine}${nameLine} ${d.kind} ${[...d.container, d.name].join(' > ')}${d.isExported ? ' +' : ''}`;
  });
  return [...(isPartial ? ['(partial)'] : []), ...rows].join('\n');
}

function printChunks(file: string, source: string, outline: Outline): string {
  return splitFile({ path: file, language: languageOf(file), text: source, outline })
    .map((chunk) => {
      const symbol = [...chunk.container, chunk.symbol ?? '-'].join(' > ');
      const more = [
        ...(chunk.signature === undefined ? [] : [`  signature: ${chunk.signature}`]),
        ...(chunk.doc === undefined ? [] : [`  doc: ${chunk.doc}`]),
        ...(chunk.alsoDefines.length === 0 ? [] : [`  also: ${chunk.alsoDefines.join(', ')}`]),
      ];
      return [`${chunk.startLine}-${chunk.endLine} ${chunk.kind ?? 'loose'} ${symbol}`, ...more].join('\n');
    })
    .join('\n');
}

describe('outlines and chunks of a sample in each language', () => {
  const parsers = openParsers();
  after(() => parsers.close());

  for (const name of names) {
    it(`are as in ${name}`, async () => {
      const golden = fs.readFileSync(path.join(folder, name), 'utf8');
      const file = /^path: (.*)\n=== source\n/.exec(golden)?.[1];
      assert.ok(file !== undefined, `${name} starts with its path`);
      const source = sourceIn(golden);
      const language = languageOf(file);
      const scanned = scanOutline(language, source);
      const parsed = await parsers.outline(language, source);
      assert.equal(parsed !== null, hasGrammar(language));
      const sections = [
        `path: ${file}\n=== source\n${source}`,
        `=== scanned\n${printOutline(scanned)}`,
        ...(parsed === null ? [] : [`=== parsed\n${printOutline(parsed)}`]),
        `=== chunks\n${printChunks(file, source, parsed ?? scanned)}`,
      ];
      const actual = `${sections.join('\n')}\n`;
      if (isWriting) fs.writeFileSync(path.join(folder, name), actual);
      assert.equal(actual, isWriting ? actual : golden);
    });
  }

  it('has a sample of every language that has a grammar', () => {
    const missing = parsedLanguages.filter(
      (language) => language !== 'javascriptreact' && !names.includes(`${language}.txt`),
    );
    assert.deepEqual(missing, []);
  });
});
