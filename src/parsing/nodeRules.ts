import type { NodeRules } from './nodeRule.ts';
import { cFamily } from './rules/cFamily.ts';
import { csharp, go, rust, swift } from './rules/compiled.ts';
import { ecma } from './rules/ecma.ts';
import { java, kotlin, scala } from './rules/jvm.ts';
import { lua, php, python, ruby, shell } from './rules/script.ts';

const byLanguage = new Map<string, NodeRules>(
  Object.entries({
    typescript: ecma,
    typescriptreact: ecma,
    javascript: ecma,
    javascriptreact: ecma,
    python,
    go,
    rust,
    java,
    kotlin,
    c: cFamily,
    cpp: cFamily,
    csharp,
    php,
    ruby,
    swift,
    scala,
    lua,
    shellscript: shell,
  }),
);

/** What declares in the syntax tree of a language; undefined where it has no grammar. */
export function nodeRulesOf(language: string): NodeRules | undefined {
  return byLanguage.get(language);
}
