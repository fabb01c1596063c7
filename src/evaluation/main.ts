import fs from 'node:fs';
import path from 'node:path';
import type { EvaluationReport } from '../engine/evaluation/report.ts';
import { editorExcludes } from '../files/editorExcludes.ts';
import { createParserApart } from '../parsing/apart.ts';
import { isParsedApart } from '../parsing/grammar.ts';
import { createParser } from '../parsing/parser.ts';
import { openWordTable } from '../files/wordTable.ts';
import { evaluateFolder, type EvaluateFolderOptions } from './evaluateFolder.ts';

export type EvaluateRequest = Omit<EvaluateFolderOptions, 'parser' | 'excludes' | 'now' | 'vectors'>;

/**
 * Measure retrieval on a folder, with the parsers and the rules by which it is indexed, in this thread.
 * @param request  `grammarDirectory`: null where this runs from source. `wordTable`: null for none.
 * @throws  As `evaluateFolder`.
 */
export async function evaluateParsed(
  directory: string,
  request: EvaluateRequest & { readonly grammarDirectory: string | null; readonly wordTable: string | null },
): Promise<EvaluationReport> {
  const parsers = { grammarDirectory: request.grammarDirectory, log: request.onStep };
  const inside = createParser(parsers);
  const apart = createParserApart({ ...parsers, file: parserFile() });
  try {
    return await evaluateFolder(directory, {
      ...request,
      excludes: () => editorExcludes(directory),
      vectors: openWordTable(request.wordTable, request.onStep),
      now: () => performance.now(),
      parser: {
        outline: (language, text) => (isParsedApart(language) ? apart : inside).outline(language, text),
      },
    });
  } finally {
    inside.close();
    apart.close();
  }
}

/** Beside the bundle that this is part of, or in the source tree. */
function parserFile(): string {
  const bundled = path.join(import.meta.dirname, 'parser.js');
  return fs.existsSync(bundled) ? bundled : path.join(import.meta.dirname, '..', 'parsing', 'main.ts');
}
