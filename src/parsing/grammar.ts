import path from 'node:path';
import grammars from './grammars.json' with { type: 'json' };

/**
 * Each language that is parsed, and the file of its grammar.
 *
 * Swift, Bash, Kotlin and C++ have grammars and node rules, but are not parsed yet: V8 optimises their huge lexer
 * functions in the background, which took 3.4 GB, 700 MB, 570 MB and 260 MB of memory for a while (compiler's own
 * peak, Node 24), inside the editor's process. They keep the line scan until they are parsed in a process of their own.
 */
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
    c: 'tree-sitter-c.wasm',
    csharp: 'tree-sitter-c-sharp.wasm',
    php: 'tree-sitter-php.wasm',
    ruby: 'tree-sitter-ruby.wasm',
    scala: 'tree-sitter-scala.wasm',
    lua: 'tree-sitter-lua.wasm',
  }),
);

/** The languages that phase 2 parses. For every other one, the outline of the line scan is final. */
export const parsedLanguages: readonly string[] = [...files.keys()];

/** Whether phase 2 can know more of a language than the line scan does. */
export function hasGrammar(language: string): boolean {
  return files.has(language);
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
