import fs from 'node:fs';
import path from 'node:path';
import type { EvaluationReport } from '../engine/evaluation/report.ts';
import type { TuneReport } from '../engine/evaluation/tune.ts';
import { editorExcludes } from '../files/editorExcludes.ts';
import { createParserApart } from '../parsing/apart.ts';
import { isParsedApart } from '../parsing/grammar.ts';
import { createParser } from '../parsing/parser.ts';
import { openWordTable } from '../files/wordTable.ts';
import { evaluateFolder, tuneFolder, type EvaluateFolderOptions } from './evaluateFolder.ts';

export type EvaluateRequest = Omit<EvaluateFolderOptions, 'parser' | 'excludes' | 'now' | 'vectors'>;

interface Surroundings {
  /** Null where this runs from source. */
  readonly grammarDirectory: string | null;
  /** Null for none. */
  readonly wordTable: string | null;
}

/**
 * Measure retrieval on a folder, with the parsers and the rules by which it is indexed, in this thread.
 * @throws  As `evaluateFolder`.
 */
export function evaluateParsed(
  directory: string,
  request: EvaluateRequest & Surroundings,
): Promise<EvaluationReport> {
  return parsed(directory, request, (options) => evaluateFolder(directory, { ...request, ...options }));
}

export type TuneRequest = Omit<EvaluateRequest, 'kinds' | 'file'>;

/** Fit the weights of ranking to a folder, in the same way. @throws  As `tuneFolder`. */
export function tuneParsed(
  directory: string,
  request: TuneRequest & Surroundings,
): Promise<TuneReport | null> {
  return parsed(directory, request, (options) => tuneFolder(directory, { ...request, ...options }));
}

async function parsed<T>(
  directory: string,
  { grammarDirectory, wordTable, onStep }: Surroundings & Pick<EvaluateRequest, 'onStep'>,
  work: (options: Pick<EvaluateFolderOptions, 'excludes' | 'vectors' | 'now' | 'parser'>) => Promise<T>,
): Promise<T> {
  const parsers = { grammarDirectory, log: onStep };
  const inside = createParser(parsers);
  const apart = createParserApart({ ...parsers, file: parserFile() });
  try {
    return await work({
      excludes: () => editorExcludes(directory),
      vectors: openWordTable(wordTable, onStep),
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
