import { Language, Parser as TreeParser } from 'web-tree-sitter';
import type { Outline, Parser } from '../engine/retrieval/chunk.ts';
import { normalText } from '../engine/retrieval/lines.ts';
import { scanOutline } from '../engine/retrieval/scan.ts';
import { grammarPath, runtimePath } from './grammar.ts';
import { nodeRulesOf } from './nodeRules.ts';
import { type RuleTable, ruleTable, walkTree } from './walk.ts';

export interface ParserOptions {
  /** `dist/grammars`; null when run from source, with the grammars still in their packages. */
  readonly grammarDirectory: string | null;
  readonly log: (line: string) => void;
  /** Milliseconds of CPU that one file may take; default 3,000 (a file of 1 MB takes about 200). */
  readonly timeoutMs?: number;
}

/** More characters than this are generated or data, and their trees take tens of MB that WASM never gives back. */
const largestFile = 1_000_000;

/** The parser's code is one instance for a thread: the first directory serves all that follow. */
let runtime: Promise<void> | undefined;

interface Loaded {
  readonly language: Language;
  readonly table: RuleTable;
}

/**
 * A parser over tree-sitter grammars, each loaded when its language first appears.
 * `outline` gives null where the language has no grammar, its grammar cannot be loaded (logged once), or the file is
 * over 1,000,000 characters or takes too long (logged): the caller keeps the outline of the line scan. A file with
 * syntax errors has an outline with `isPartial`: what the parser understood, or what the line scan found where that is
 * much more.
 *
 * WASM memory grows with the largest file parsed and is never given back, not by `close` either: that takes the end
 * of the thread.
 */
export function createParser(options: ParserOptions): Parser & { close(): void } {
  const grammars = new Map<string, Promise<Loaded | null>>();
  let parser: TreeParser | undefined;
  let isClosed = false;

  const load = (language: string): Promise<Loaded | null> => {
    let loading = grammars.get(language);
    if (loading === undefined) {
      loading = loadGrammar(language, options);
      grammars.set(language, loading);
    }
    return loading;
  };

  return {
    async outline(language, text) {
      if (isClosed || text.length > largestFile) return null;
      const loaded = await load(language);
      if (loaded === null || isClosed) return null;
      parser ??= new TreeParser();
      return parse(parser, { ...options, loaded, language, text: normalText(text) });
    },
    close() {
      isClosed = true;
      parser?.delete();
      parser = undefined;
    },
  };
}

async function loadGrammar(
  language: string,
  { grammarDirectory, log }: ParserOptions,
): Promise<Loaded | null> {
  const file = grammarPath(language, grammarDirectory);
  const rules = nodeRulesOf(language);
  if (file === undefined || rules === undefined) return null;
  try {
    runtime ??= TreeParser.init({ locateFile: () => runtimePath(grammarDirectory) });
    await runtime;
    const grammar = await Language.load(file);
    return { language: grammar, table: ruleTable(grammar, rules) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log(
      `The grammar for ${language} could not be loaded from ${file} (${why}). Its files keep the outline of the line scan.`,
    );
    return null;
  }
}

interface ParseInput extends ParserOptions {
  readonly loaded: Loaded;
  readonly language: string;
  readonly text: string;
}

function parse(
  parser: TreeParser,
  { loaded, language, text, log, timeoutMs = 3000 }: ParseInput,
): Outline | null {
  const isLate = deadline(timeoutMs);
  parser.setLanguage(loaded.language);
  const tree = parser.parse(text, null, { progressCallback: isLate });
  if (tree === null) {
    // Without this, the next parse would go on with this file.
    parser.reset();
    log(
      `A ${language} file of ${Math.ceil(text.length / 1000)} KB took over ${timeoutMs} ms to parse. It keeps the outline of the line scan.`,
    );
    return null;
  }
  try {
    const declarations = walkTree({ language, tree, text, table: loaded.table });
    const isPartial = tree.rootNode.hasError;
    return isPartial ? better({ declarations, isPartial }, language, text) : { declarations, isPartial };
  } finally {
    tree.delete();
  }
}

/** CPU time where Node tells it for a thread (24 does), so that a busy machine is not taken for a hard file. */
function deadline(timeoutMs: number): () => boolean {
  const { threadCpuUsage } = process as { threadCpuUsage?: typeof process.threadCpuUsage };
  const startedAt = performance.now();
  const before = threadCpuUsage?.();
  return () => {
    if (performance.now() - startedAt < timeoutMs) return false;
    if (before === undefined || threadCpuUsage === undefined) return true;
    const used = threadCpuUsage(before);
    return (used.user + used.system) / 1000 >= timeoutMs;
  };
}

/** After an error a grammar can lose the rest of a file, which the line scan does not. */
function better(parsed: Outline, language: string, text: string): Outline {
  const scanned = scanOutline(language, text);
  const isScanned = scanned.declarations.length > 1.5 * parsed.declarations.length + 1;
  return isScanned ? { declarations: scanned.declarations, isPartial: true } : parsed;
}
