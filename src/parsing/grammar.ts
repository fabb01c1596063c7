import path from 'node:path';
import grammars from './grammars.json' with { type: 'json' };

/** Each language that is parsed, and the file of its grammar. */
const files = new Map<string, string>(
  Object.entries({
    typescript: 'tree-sitter-typescript.wasm',
    typescriptreact: 'tree-sitter-tsx.wasm',
    javascript: 'tree-sitter-javascript.wasm',
    javascriptreact: 'tree-sitter-javascript.wasm',
    python: 'tree-sitter-python.wasm',
    go: 'tree-sitter-go.wasm',
    rust: 'tree-sitter-rust.wasm',
    java: 'tree-sitter-java.wasm',
    kotlin: 'tree-sitter-kotlin.wasm',
    c: 'tree-sitter-c.wasm',
    cpp: 'tree-sitter-cpp.wasm',
    csharp: 'tree-sitter-c-sharp.wasm',
    php: 'tree-sitter-php.wasm',
    ruby: 'tree-sitter-ruby.wasm',
    swift: 'tree-sitter-swift.wasm',
    scala: 'tree-sitter-scala.wasm',
    lua: 'tree-sitter-lua.wasm',
    shellscript: 'tree-sitter-bash.wasm',
  }),
);

/**
 * V8 optimises the huge lexer functions of these grammars in the background, which took 3.4 GB (Swift), 700 MB (Bash),
 * 570 MB (Kotlin), 260 MB (C++) and 220 MB (Scala) for a while (a process's peak, Node 24). Never optimised, none takes
 * over 100 MB, and they parse at half to two thirds of the speed (Scala no slower). V8 can be told so only for a whole
 * process, which must not be the editor's: so they are parsed in one of their own.
 */
const apart: ReadonlySet<string> = new Set(['swift', 'shellscript', 'kotlin', 'cpp', 'scala']);

/** The languages that phase 2 parses. For every other one, the outline of the line scan is final. */
export const parsedLanguages: readonly string[] = [...files.keys()];

/** Whether phase 2 can know more of a language than the line scan does. */
export function hasGrammar(language: string): boolean {
  return files.has(language);
}

/** Whether a language must be parsed by `createParserApart`, never in the editor's own process. */
export function isParsedApart(language: string): boolean {
  return apart.has(language);
}

/**
 * Where the grammar of a language lies, or undefined where it has none.
 *
 * @param directory  `dist/grammars`, into which the build copies every file of `grammars.json`; null when run from
 *                   source, with the files still in their packages.
 */
export function grammarPath(language: string, directory: string | null): string | undefined {
  const file = files.get(language);
  return file === undefined ? undefined : find(file, directory);
}

/** Where the parser's own WASM lies; `directory` as for `grammarPath`. */
export function runtimePath(directory: string | null): string {
  return find('web-tree-sitter.wasm', directory);
}

function find(file: string, directory: string | null): string {
  if (directory !== null) return path.join(directory, file);
  const source = grammars.find((listed) => path.posix.basename(listed) === file) ?? file;
  return path.join(import.meta.dirname, '..', '..', source);
}
