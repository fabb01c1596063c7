import { keyword, rule } from './build.ts';
import type { ScanRules } from '../scanRule.ts';

export const go: ScanRules = {
  openers: '{(,',
  rules: [
    {
      ...rule(
        'top',
        'method',
        /func[ \t]+\([^\n)]*?(?<owner>\w+)(?:\[[^\n\]]*\])?\)[ \t]*(?<name>[\w\u0080-\uffff]+)/,
      ),
      starts: 'f',
    },
    { ...rule('top', 'function', /func[ \t]+(?<name>[\w\u0080-\uffff]+)/), starts: 'f' },
    {
      ...rule(
        'top',
        { struct: 'struct', interface: 'interface' },
        /type[ \t]+(?<name>[\w\u0080-\uffff]+)(?:\[[^\n\]]*\])?[ \t]+(?<keyword>struct|interface)\b/,
      ),
      starts: 't',
      isLeaf: true,
    },
    { ...rule('top', 'type', /type[ \t]+(?<name>[\w\u0080-\uffff]+)[ \t]*[^( \t\n]/), starts: 't' },
    { ...rule('top', 'constant', /(?:const|var)[ \t]+(?<name>[\w\u0080-\uffff]+)/), starts: 'cv' },
  ],
};

export const rust: ScanRules = {
  openers: '{([=>,',
  decorators: '#',
  continues: /(?:where|else)\b/y,
  rules: [
    keyword(
      {
        fn: 'function',
        struct: 'struct',
        enum: 'enum',
        trait: 'trait',
        mod: 'module',
        type: 'type',
        union: 'struct',
      },
      {
        modifiers: String.raw`pub(?:\([^)\n]*\))?|async|unsafe|const|default|extern|"C"|auto`,
        starts: 'pfsetmuacd',
      },
    ),
    keyword(
      { const: 'constant', static: 'constant' },
      {
        modifiers: String.raw`pub(?:\([^)\n]*\))?`,
        between: String.raw`[ \t]+(?:mut[ \t]+)?`,
        where: 'top',
        starts: 'pcs',
      },
    ),
    { ...rule('any', 'macro', /macro_rules![ \t]*(?<name>\w+)/), starts: 'm' },
    {
      ...rule(
        'any',
        'class',
        /(?:unsafe[ \t]+)?impl\b[ \t]*(?:<[^\n]{0,200}?>[ \t]*)?(?:[^\n{]{0,200}?[ \t]for[ \t]+)?(?:&[ \t]*(?:mut[ \t]+)?)?(?:\w+::)*(?<name>\w+)/,
      ),
      starts: 'iu',
    },
  ],
};

export const kotlin: ScanRules = {
  openers: '{([=:,>',
  decorators: '@',
  continues: /(?:where|else|catch|finally|get|set)\b/y,
  longString: ['"""'],
  rules: [
    keyword(
      { class: 'class', interface: 'interface', object: 'class', fun: 'function', typealias: 'type' },
      {
        modifiers:
          'public|private|protected|internal|open|abstract|final|sealed|data|inner|enum|annotation|value|inline|override|' +
          'suspend|operator|infix|tailrec|external|expect|actual|fun|companion|const|lateinit|noinline',
        between: String.raw`[ \t]+(?:<[^\n]{0,200}?>[ \t]*)?(?:[\w.<>?*, ]{0,100}\.)?`,
        name: '[\\w$\\u0080-\\uffff`]+',
      },
    ),
    rule(
      'top',
      'property',
      /(?:(?:public|private|protected|internal|override|open|const|lateinit|abstract)[ \t]+)*va[lr][ \t]+(?<name>\w+)/,
    ),
  ],
};

export const scala: ScanRules = {
  openers: '{([=:,>',
  decorators: '@',
  continues: /(?:else|catch|finally|yield)\b/y,
  ends: /end[ \t]+\w/y,
  longString: ['"""'],
  rules: [
    keyword(
      {
        class: 'class',
        object: 'module',
        trait: 'trait',
        enum: 'enum',
        def: 'function',
        type: 'type',
        given: 'constant',
      },
      {
        modifiers: String.raw`private(?:\[\w+\])?|protected(?:\[\w+\])?|final|sealed|abstract|implicit|lazy|override|case|inline|open|transparent|package`,
      },
    ),
    rule(
      'top',
      'constant',
      /(?:(?:private|protected|final|implicit|lazy|override|inline)[ \t]+)*va[lr][ \t]+(?<name>\w+)/,
    ),
  ],
};

export const swift: ScanRules = {
  openers: '{([=>,:',
  decorators: '@',
  continues: /(?:where|else|catch|get|set)\b/y,
  preprocessor: '#',
  rules: [
    keyword(
      {
        class: 'class',
        struct: 'struct',
        enum: 'enum',
        protocol: 'interface',
        extension: 'class',
        actor: 'class',
        func: 'function',
        typealias: 'type',
      },
      {
        modifiers: String.raw`public|private|fileprivate|internal|open|final|static|class|override|mutating|nonmutating|indirect|convenience|required|isolated|nonisolated|async|private\(set\)|@\w+(?:\([^)\n]*\))?`,
      },
    ),
    rule(
      'member',
      'constructor',
      /(?:(?:public|private|internal|convenience|required|override|open)[ \t]+)*(?<name>init)[?!]?[ \t]*[(<]/,
    ),
    rule(
      'top',
      'constant',
      /(?:(?:public|private|fileprivate|internal|static|lazy|weak|open|private\(set\))[ \t]+)*(?:let|var)[ \t]+(?<name>\w+)/,
    ),
  ],
};
