import { keyword, rule } from './build.ts';
import type { ScanRules } from '../scanRule.ts';

export const python: ScanRules = {
  openers: ':([{,',
  decorators: '@',
  longString: ['"""', "'''"],
  rules: [
    keyword({ def: 'function', class: 'class' }, { modifiers: 'async|cpdef|cdef', starts: 'dac' }),
    {
      ...rule('top', 'constant', /(?<name>[A-Z_][A-Z0-9_]+)[ \t]*(?::[^=\n]{1,200})?=(?!=)/),
      starts: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ_',
    },
    { ...rule('top', 'type', /type[ \t]+(?<name>\w+)[ \t]*(?:\[[^\n]*\])?[ \t]*=/), starts: 't' },
  ],
};

export const php: ScanRules = {
  openers: '{([,=',
  decorators: '#',
  continues: /(?:else|elseif|catch|finally)\b/y,
  rules: [
    keyword(
      { class: 'class', interface: 'interface', trait: 'trait', enum: 'enum', function: 'function' },
      {
        modifiers: 'abstract|final|readonly|public|private|protected|static',
        between: '[ \\t]+&?',
        starts: 'afrpscitef',
      },
    ),
    rule(
      'top',
      'constant',
      /(?:(?:public|private|protected|final)[ \t]+)*const[ \t]+(?:\w+[ \t]+)?(?<name>\w+)[ \t]*=/,
    ),
  ],
};

export const ruby: ScanRules = {
  openers: '{([,|',
  continues: /(?:else|elsif|rescue|ensure|when|in)\b/y,
  ends: /end\b/y,
  rules: [
    keyword({ class: 'class', module: 'module' }, { between: String.raw`[ \t]+(?:\w+::)*`, starts: 'cm' }),
    keyword(
      { def: 'function' },
      {
        modifiers: 'private|protected|public|module_function|memoize',
        between: String.raw`[ \t]+(?:self\.)?`,
        name: String.raw`[\w\u0080-\uffff]+[?!=]?|[^\s(\w]+`,
      },
    ),
    rule('top', 'constant', /(?<name>[A-Z][A-Za-z0-9_]*)[ \t]*=(?![=~>])/),
    {
      ...rule(
        'any',
        { describe: 'test', context: 'test', it: 'test', test: 'test' },
        /(?:RSpec\.)?(?<keyword>describe|context|it|test)[ \t(]+(?<quote>['"])(?<name>[^\n'"]{1,200})/,
      ),
      starts: 'Rdcit',
    },
  ],
};

export const lua: ScanRules = {
  openers: '{(,',
  continues: /(?:else|elseif)\b/y,
  ends: /end\b/y,
  rules: [
    {
      ...rule(
        'any',
        'function',
        /(?:local[ \t]+)?function[ \t]+(?:(?<owner>\w+(?:\.\w+)*)[.:])?(?<name>\w+)/,
      ),
      starts: 'lf',
    },
    rule(
      'any',
      'function',
      /(?:local[ \t]+)?(?:(?<owner>\w+(?:\.\w+)*)\.)?(?<name>\w+)[ \t]*=[ \t]*function\b/,
    ),
    { ...rule('top', 'variable', /local[ \t]+(?<name>\w+)[ \t]*=/), starts: 'l' },
  ],
};

export const shell: ScanRules = {
  openers: '{(|\\',
  continues: /(?:else|elif)\b/y,
  rules: [
    { ...rule('any', 'function', /function[ \t]+(?<name>[\w:.-]+)/), starts: 'f' },
    rule('any', 'function', /(?<name>[\w:.-]+)[ \t]*\(\)/),
    {
      ...rule('top', 'constant', /(?:export|readonly|declare(?:[ \t]+-\w+)?)[ \t]+(?<name>\w+)=/),
      starts: 'erd',
    },
  ],
};
