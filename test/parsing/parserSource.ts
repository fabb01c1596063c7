import assert from 'node:assert/strict';
import path from 'node:path';
import type { Parser } from '../../src/engine/retrieval/chunk.ts';
import { createParserApart } from '../../src/parsing/apart.ts';
import { isParsedApart } from '../../src/parsing/grammar.ts';
import { createParser } from '../../src/parsing/parser.ts';

/** The script of the parser's own process, run from source. */
export const parserSource = path.join(import.meta.dirname, '../../src/parsing/main.ts');

/** Every language, each where it is parsed: here or in a process of its own. No line of a log is expected. */
export function openParsers(): Parser & { close(): void } {
  const options = { grammarDirectory: null, log: (line: string) => assert.fail(line) };
  const here = createParser(options);
  const apart = createParserApart({ ...options, file: parserSource });
  return {
    outline: (language, text) => (isParsedApart(language) ? apart : here).outline(language, text),
    close: () => {
      here.close();
      apart.close();
    },
  };
}
