/** What a person calls a language, and what highlight.js calls it. Keys are the names that files and models use. */
interface LanguageName {
  readonly label: string;
  /** Absent: not highlighted. */
  readonly grammar?: string;
}

const names: Readonly<Record<string, LanguageName>> = {
  bash: { label: 'Bash', grammar: 'bash' },
  c: { label: 'C', grammar: 'c' },
  clojure: { label: 'Clojure', grammar: 'clojure' },
  cmake: { label: 'CMake', grammar: 'cmake' },
  cpp: { label: 'C++', grammar: 'cpp' },
  csharp: { label: 'C#', grammar: 'csharp' },
  css: { label: 'CSS', grammar: 'css' },
  dart: { label: 'Dart', grammar: 'dart' },
  diff: { label: 'Diff', grammar: 'diff' },
  dockerfile: { label: 'Dockerfile', grammar: 'dockerfile' },
  elixir: { label: 'Elixir', grammar: 'elixir' },
  erlang: { label: 'Erlang', grammar: 'erlang' },
  go: { label: 'Go', grammar: 'go' },
  graphql: { label: 'GraphQL', grammar: 'graphql' },
  haskell: { label: 'Haskell', grammar: 'haskell' },
  html: { label: 'HTML', grammar: 'xml' },
  ini: { label: 'INI', grammar: 'ini' },
  java: { label: 'Java', grammar: 'java' },
  javascript: { label: 'JavaScript', grammar: 'javascript' },
  json: { label: 'JSON', grammar: 'json' },
  julia: { label: 'Julia', grammar: 'julia' },
  kotlin: { label: 'Kotlin', grammar: 'kotlin' },
  less: { label: 'Less', grammar: 'less' },
  lua: { label: 'Lua', grammar: 'lua' },
  makefile: { label: 'Makefile', grammar: 'makefile' },
  markdown: { label: 'Markdown', grammar: 'markdown' },
  objectivec: { label: 'Objective-C', grammar: 'objectivec' },
  perl: { label: 'Perl', grammar: 'perl' },
  php: { label: 'PHP', grammar: 'php' },
  plaintext: { label: 'Text' },
  powershell: { label: 'PowerShell', grammar: 'powershell' },
  protobuf: { label: 'Protocol Buffers', grammar: 'protobuf' },
  python: { label: 'Python', grammar: 'python' },
  r: { label: 'R', grammar: 'r' },
  ruby: { label: 'Ruby', grammar: 'ruby' },
  rust: { label: 'Rust', grammar: 'rust' },
  scala: { label: 'Scala', grammar: 'scala' },
  scss: { label: 'SCSS', grammar: 'scss' },
  sql: { label: 'SQL', grammar: 'sql' },
  swift: { label: 'Swift', grammar: 'swift' },
  toml: { label: 'TOML', grammar: 'ini' },
  tsx: { label: 'TSX', grammar: 'typescript' },
  typescript: { label: 'TypeScript', grammar: 'typescript' },
  xml: { label: 'XML', grammar: 'xml' },
  yaml: { label: 'YAML', grammar: 'yaml' },
};

const aliases: Readonly<Record<string, string>> = {
  'c++': 'cpp',
  'c#': 'csharp',
  'objective-c': 'objectivec',
  bat: 'powershell',
  cc: 'cpp',
  clj: 'clojure',
  console: 'bash',
  cs: 'csharp',
  cts: 'typescript',
  docker: 'dockerfile',
  ex: 'elixir',
  golang: 'go',
  h: 'c',
  hpp: 'cpp',
  hs: 'haskell',
  javascriptreact: 'javascript',
  jl: 'julia',
  js: 'javascript',
  json5: 'json',
  jsonc: 'json',
  jsonl: 'json',
  jsx: 'javascript',
  kt: 'kotlin',
  kts: 'kotlin',
  make: 'makefile',
  md: 'markdown',
  mjs: 'javascript',
  mts: 'typescript',
  proto: 'protobuf',
  properties: 'ini',
  ps1: 'powershell',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  shellscript: 'bash',
  svelte: 'html',
  svg: 'xml',
  text: 'plaintext',
  ts: 'typescript',
  txt: 'plaintext',
  typescriptreact: 'tsx',
  vue: 'html',
  yml: 'yaml',
  zsh: 'bash',
};

/** "TypeScript" for `typescript` or `ts`; an unknown name is given back as it is. */
export function languageLabel(name: string): string {
  return find(name)?.label ?? name;
}

/** The highlight.js grammar; undefined where there is none for this name. */
export function grammarOf(name: string): string | undefined {
  return find(name)?.grammar;
}

function find(name: string): LanguageName | undefined {
  const key = name.trim().toLowerCase();
  const known = Object.hasOwn(aliases, key) ? (aliases[key] ?? key) : key;
  return Object.hasOwn(names, known) ? names[known] : undefined;
}
