/** How a language marks comments. Empty lists where it has none. */
export interface CommentSyntax {
  /** What opens a comment that ends with its line. Longer markers first. */
  readonly line: readonly string[];
  readonly block?: { readonly open: string; readonly close: string };
  /** The doc comment is the first string inside the body (Python). */
  readonly hasDocstring?: boolean;
}

const slashes: CommentSyntax = { line: ['//'], block: { open: '/*', close: '*/' } };
const hash: CommentSyntax = { line: ['#'] };
const markup: CommentSyntax = { line: [], block: { open: '<!--', close: '-->' } };
const dashes: CommentSyntax = { line: ['--'], block: { open: '/*', close: '*/' } };
const none: CommentSyntax = { line: [] };

const syntaxes = new Map<string, CommentSyntax>(
  Object.entries({
    python: { line: ['#'], hasDocstring: true },
    starlark: { line: ['#'], hasDocstring: true },
    ruby: { line: ['#'], block: { open: '=begin', close: '=end' } },
    php: { line: ['//', '#'], block: { open: '/*', close: '*/' } },
    terraform: { line: ['#', '//'], block: { open: '/*', close: '*/' } },
    lua: { line: ['--'], block: { open: '--[[', close: ']]' } },
    haskell: { line: ['--'], block: { open: '{-', close: '-}' } },
    ocaml: { line: [], block: { open: '(*', close: '*)' } },
    fsharp: { line: ['//'], block: { open: '(*', close: '*)' } },
    powershell: { line: ['#'], block: { open: '<#', close: '#>' } },
    julia: { line: ['#'], block: { open: '#=', close: '=#' } },
    elixir: hash,
    css: { line: [], block: { open: '/*', close: '*/' } },
    sql: dashes,
    ini: { line: [';', '#'] },
    properties: { line: ['#', '!'] },
    latex: { line: ['%'] },
    erlang: { line: ['%'] },
    clojure: { line: [';'] },
    bat: { line: ['::', 'rem ', 'REM '] },
    vb: { line: ["'"] },
    fortran: { line: ['!'] },
  }),
);

const families: readonly (readonly [CommentSyntax, string])[] = [
  [
    slashes,
    'typescript typescriptreact javascript javascriptreact go rust java kotlin c cpp csharp swift scala dart ' +
      'groovy scss less jsonc proto3 solidity zig objective-c objective-cpp pascal wgsl glsl vue svelte astro',
  ],
  [hash, 'shellscript yaml toml makefile cmake dockerfile r perl nim nix graphql just ignore'],
  [markup, 'html xml markdown handlebars'],
];

for (const [syntax, ids] of families) for (const id of ids.split(' ')) syntaxes.set(id, syntax);

/** The comment syntax of a VS Code language id; none for text, JSON and languages that are not listed. */
export function commentSyntaxOf(language: string): CommentSyntax {
  return syntaxes.get(language) ?? none;
}
