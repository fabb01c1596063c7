import type { ScanRules } from './scanRule.ts';
import { ecma } from './scanRules/ecma.ts';
import { go, kotlin, rust, scala, swift } from './scanRules/compiled.ts';
import { others } from './scanRules/other.ts';
import { lua, php, python, ruby, shell } from './scanRules/script.ts';
import { cFamily, csharp, java } from './scanRules/typed.ts';

const byLanguage = new Map<string, ScanRules>(
  Object.entries({
    typescript: ecma,
    typescriptreact: ecma,
    javascript: ecma,
    javascriptreact: ecma,
    vue: ecma,
    svelte: ecma,
    astro: ecma,
    python,
    starlark: python,
    go,
    rust,
    java,
    kotlin,
    scala,
    swift,
    php,
    ruby,
    lua,
    shellscript: shell,
    c: cFamily,
    cpp: cFamily,
    'objective-c': cFamily,
    'objective-cpp': cFamily,
    csharp,
    ...others,
  }),
);

/** The rules of a language, or undefined where a line scan would not know a declaration from other text. */
export function scanRulesOf(language: string): ScanRules | undefined {
  return byLanguage.get(language);
}
