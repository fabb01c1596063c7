/** By extension, lower case, without the dot. VS Code's language ids. */
const byExtension = new Map<string, string>();

/** By whole file name, lower case. */
const byName = new Map<string, string>();

/** One line per language: id, then extensions, then (after `|`) file names. */
const table = `
typescript ts mts cts
typescriptreact tsx
javascript js mjs cjs es6 | jakefile
javascriptreact jsx
python py pyi pyw pyx gyp gypi wsgi | sconstruct sconscript wscript snakefile tiltfile
go go
rust rs
java java jav
kotlin kt kts
c c
cpp cpp cc cxx c++ h hpp hh hxx h++ ipp inl tpp ino cu cuh
csharp cs csx cake
php php php3 php4 php5 phtml
ruby rb rbi rake gemspec ru podspec jbuilder erb | gemfile rakefile guardfile vagrantfile podfile fastfile brewfile capfile
swift swift
scala scala sc sbt mill
lua lua luau rockspec
shellscript sh bash zsh ksh bats bashrc profile | .bashrc .zshrc .profile .bash_profile .bash_aliases .zshenv pkgbuild apkbuild
html html htm xhtml shtml
vue vue
svelte svelte
astro astro
css css
scss scss
less less
json json webmanifest geojson topojson har avsc ipynb importmap | composer.lock .watchmanconfig pipfile.lock flake.lock deno.lock
jsonc jsonc code-workspace jsonl ndjson | tsconfig.json jsconfig.json .babelrc .eslintrc .jshintrc .swcrc bun.lock devcontainer.json
yaml yaml yml | .clang-format .clang-tidy pubspec.lock
toml toml | cargo.lock poetry.lock pipfile uv.lock gopkg.lock
ini ini cfg conf editorconfig inf gitconfig desktop service socket | .npmrc .editorconfig .gitconfig .flake8 .pylintrc
properties properties env | .env
markdown md markdown mdown mkd mdx mdc prompt qmd
restructuredtext rst rest
asciidoc adoc asciidoc
plaintext txt text log
xml xml xsd xsl xslt svg plist csproj vbproj fsproj props targets nuspec resx xaml wsdl rss atom pom storyboard xib
sql sql ddl dml psql pgsql
dockerfile dockerfile containerfile | dockerfile containerfile
makefile mk mak | makefile gnumakefile kbuild
cmake cmake | cmakelists.txt
dart dart
groovy groovy gvy gradle | jenkinsfile
elixir ex exs
erlang erl hrl
haskell hs lhs
ocaml ml mli
fsharp fs fsx fsi
clojure clj cljs cljc edn
julia jl
r r rmd
perl pl pm t psgi
powershell ps1 psm1 psd1
bat bat cmd
objective-c m
objective-cpp mm
zig zig zon
nim nim nims
solidity sol
proto3 proto
graphql graphql gql graphqls
terraform tf tfvars hcl
nix nix
vb vb vbs
pascal pas pp dpr
fortran f f90 f95 f03 for
latex tex sty cls
bibtex bib
diff diff patch
ignore gitignore dockerignore npmignore eslintignore prettierignore vscodeignore sightlineignore
handlebars hbs handlebars
jinja jinja jinja2 j2
pug pug jade
wgsl wgsl
glsl glsl vert frag geom comp
starlark bzl bazel star | build workspace
just just | justfile
csv csv tsv
`;

for (const line of table.trim().split('\n')) {
  const [extensions = '', names = ''] = line.split('|');
  const [id = 'plaintext', ...rest] = extensions.trim().split(' ');
  for (const extension of rest) byExtension.set(extension, id);
  for (const name of names.split(' ')) if (name !== '') byName.set(name, id);
}

/** What a `#!` line runs, by the program's name without its version. */
const byInterpreter = new Map(
  Object.entries({
    sh: 'shellscript',
    bash: 'shellscript',
    zsh: 'shellscript',
    ksh: 'shellscript',
    dash: 'shellscript',
    ash: 'shellscript',
    node: 'javascript',
    bun: 'typescript',
    deno: 'typescript',
    tsx: 'typescript',
    'ts-node': 'typescript',
    python: 'python',
    pypy: 'python',
    ruby: 'ruby',
    php: 'php',
    perl: 'perl',
    lua: 'lua',
    luajit: 'lua',
    scala: 'scala',
    kotlin: 'kotlin',
    swift: 'swift',
    elixir: 'elixir',
    rscript: 'r',
    julia: 'julia',
    make: 'makefile',
    groovy: 'groovy',
    pwsh: 'powershell',
  }),
);

/**
 * The VS Code language id of a file: by its name (`Dockerfile`), then its extension, then the program that its
 * first line names after `#!`; `plaintext` where none of them tells.
 *
 * @param path       With `/` or `\`; only the last part counts.
 * @param firstLine  The file's first line, or its whole text, for files without an extension.
 */
export function languageOf(path: string, firstLine?: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  const known = byName.get(name);
  if (known !== undefined) return known;
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const language = byExtension.get(name.slice(dot + 1));
    if (language !== undefined) return language;
  }
  // `Dockerfile.dev`, `Makefile.am`, `.env.local`: the known name stands first.
  const dot = name.indexOf('.', 1);
  const stem = dot < 0 ? undefined : byName.get(name.slice(0, dot));
  if (stem !== undefined) return stem;
  return (firstLine !== undefined && languageOfShebang(firstLine)) || 'plaintext';
}

function languageOfShebang(firstLine: string): string | undefined {
  if (!firstLine.startsWith('#!')) return undefined;
  const end = firstLine.indexOf('\n');
  const words = firstLine.slice(2, end < 0 ? Math.min(firstLine.length, 256) : end).match(/\S+/g) ?? [];
  const programs = words.map((word) => word.slice(word.lastIndexOf('/') + 1));
  // `env -S node --flag`: what env runs is the first word that is neither an option nor a variable.
  const first = programs[0] === 'env' ? programs.slice(1).find((word) => !/^-|=/.test(word)) : programs[0];
  return first === undefined ? undefined : byInterpreter.get(first.toLowerCase().replace(/[\d.]+$/, ''));
}
