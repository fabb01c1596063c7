import path from 'node:path';

/** The script of the parser's own process, run from source. */
export const parserSource = path.join(import.meta.dirname, '../../src/parsing/main.ts');
