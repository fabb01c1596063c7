import path from 'node:path';
import { languageOf } from '../../src/engine/retrieval/language.ts';
import type { IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';
import { splitFile } from '../../src/engine/retrieval/split.ts';
import { createParser } from '../../src/parsing/parser.ts';
import { docQuestions, type DocQuestion } from './docQuestions.ts';
import { readSources, type SourceFile } from './sources.ts';

/** Where to look before a change of a ranking constant; the rest is looked at after it. */
export const fitted = new Set([
  'lodash',
  'zod',
  'fast-check',
  'rxjs',
  'undici',
  'yaml',
  'markdown-it',
  'jszip',
  'prismjs',
]);
export const held = new Set([
  'openai',
  'underscore',
  'mocha',
  'parse5',
  'cheerio',
  'hono',
  '@modelcontextprotocol/sdk',
  '@azure/msal-common',
  'web-tree-sitter',
  'htmlparser2',
  'path-scurry',
  'ws',
]);

export interface Package {
  readonly name: string;
  readonly files: readonly IndexedFile[];
  readonly questions: readonly DocQuestion[];
}

/** The packages of both halves, their files parsed and cut into chunks, with the questions that their comments ask. */
export async function readPackages(): Promise<Package[]> {
  const parser = createParser({ grammarDirectory: null, log: console.error });
  const files = new Map<string, IndexedFile[]>();
  for (const source of readSources()) {
    const name = packageOf(source.path);
    if (!fitted.has(name) && !held.has(name)) continue;
    if (/\.d\.[cm]?ts$|(?:^|\/)locales?\/|\.esm\.|\/esm\//.test(source.path)) continue;
    const file = await toFile(source, name);
    files.set(name, [...(files.get(name) ?? []), file]);
  }
  parser.close();
  return [...files].map(([name, all]) => ({ name, files: all, questions: docQuestions(all) }));

  async function toFile({ path: file, text }: SourceFile, name: string): Promise<IndexedFile> {
    const language = languageOf(file, text);
    const outline = (await parser.outline(language, text)) ?? { declarations: [], isPartial: false };
    const within = path.posix.relative(name, file);
    return { path: within, language, hash: '', chunks: splitFile({ path: within, language, text, outline }) };
  }
}

function packageOf(file: string): string {
  return file
    .split('/')
    .slice(0, file.startsWith('@') ? 2 : 1)
    .join('/');
}
