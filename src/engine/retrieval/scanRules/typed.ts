import type { ScanRules } from '../scanRule.ts';

/** Statement words that stand where a type and a name could: `return foo(`, `else if (`. */
const statement =
  '(?!(?:if|for|while|switch|catch|return|else|do|case|throw|new|delete|sizeof|typedef|using|assert|await|yield|goto|super|this)\\b)';

/** A type: a dotted or `::` name, generics, pointers, arrays. Bounded, so that no line can take long. */
const type = String.raw`[\w$.:\u0080-\uffff]+(?:<[^\n;{]{0,120}?>)?(?:[?*&]|\[[ \t,]*\])*`;

const javaModifiers =
  '(?:(?:public|private|protected|static|final|abstract|native|synchronized|default|strictfp|transient|volatile|sealed|' +
  String.raw`non-sealed|external|factory|const|late|@\w+(?:\([^\n)]{0,100}\))?)[ \t]+)*`;

const csharpModifiers =
  '(?:(?:public|private|protected|internal|static|virtual|override|abstract|sealed|async|partial|readonly|unsafe|extern|' +
  String.raw`new|const|required|ref|file|volatile|\[[^\n\]]{0,100}\])[ \t]+)*`;

/** Not a mere announcement: no `;` at the end, unless a body stands before it. */
const isDefinition = (rest: string): boolean => !/;\s*(?:\/\/.*|\/\*.*)?$/.test(rest) || rest.includes('{');

export const java: ScanRules = {
  openers: '{([,=>',
  decorators: '@',
  continues: /(?:else|catch|finally|throws|extends|implements|permits)\b/y,
  longString: ['"""'],
  rules: [
    {
      pattern: new RegExp(
        String.raw`${javaModifiers}(?<keyword>class|interface|enum|record|@interface)[ \t]+(?<name>[\w$\u0080-\uffff]+)`,
        'y',
      ),
      kind: {
        class: 'class',
        interface: 'interface',
        enum: 'enum',
        record: 'class',
        '@interface': 'interface',
      },
      where: 'any',
    },
    {
      pattern: new RegExp(
        String.raw`${javaModifiers}(?:<[^\n]{0,120}?>[ \t]*)?${statement}(?:${type}[ \t]+)?${statement}(?<name>[\w$\u0080-\uffff]+)[ \t]*\(`,
        'y',
      ),
      kind: 'method',
      where: 'member',
    },
    {
      pattern: new RegExp(
        String.raw`(?:(?:public|private|protected|static|final)[ \t]+)*static[ \t]+(?:final[ \t]+)?${type}[ \t]+(?<name>\w+)[ \t]*[=;]`,
        'y',
      ),
      kind: 'constant',
      where: 'member',
      starts: 'ps',
    },
  ],
};

export const csharp: ScanRules = {
  openers: '{([,=>:',
  decorators: '[',
  continues: /(?:else|catch|finally|where|get|set)\b|:/y,
  preprocessor: '#',
  rules: [
    {
      pattern: new RegExp(
        String.raw`${csharpModifiers}(?<keyword>class|interface|enum|record(?:[ \t]+(?:struct|class))?|struct|namespace|delegate)[ \t]+(?<name>[\w.\u0080-\uffff]+)`,
        'y',
      ),
      kind: {
        class: 'class',
        interface: 'interface',
        enum: 'enum',
        record: 'class',
        struct: 'struct',
        namespace: 'module',
        delegate: 'type',
      },
      where: 'any',
    },
    {
      pattern: new RegExp(
        String.raw`${csharpModifiers}${statement}(?:${type}[ \t]+)?${statement}(?:[\w.<>]+\.)?(?<name>~?[\w\u0080-\uffff]+)[ \t]*(?:<[^\n>]{0,100}>)?[ \t]*\(`,
        'y',
      ),
      kind: 'method',
      where: 'member',
    },
    {
      pattern: new RegExp(
        String.raw`${csharpModifiers}${statement}${type}[ \t]+(?<name>[\w\u0080-\uffff]+)[ \t]*(?:\{|=>|$)`,
        'ym',
      ),
      kind: 'property',
      where: 'member',
    },
  ],
};

export const cFamily: ScanRules = {
  openers: '{([,=:',
  continues: /(?:else|catch)\b|:|(?:public|private|protected|signals|case|\w+)[ \t\w]*:(?!:)/y,
  preprocessor: '#',
  rules: [
    { pattern: /#[ \t]*define[ \t]+(?<name>\w+)/y, kind: 'macro', where: 'any', starts: '#' },
    {
      pattern:
        /(?:template[ \t]*<[^\n]{0,200}>[ \t]*)?(?:(?:typedef|static|const|inline)[ \t]+)*(?<keyword>class|struct|union|enum(?:[ \t]+(?:class|struct))?|namespace|@interface|@implementation|@protocol)[ \t]+(?:[A-Z_]+(?:\([^\n)]*\))?[ \t]+|__attribute__[^\n]*?\)\)[ \t]*|alignas\([^\n)]*\)[ \t]*)?(?:\w+::)*(?<name>[\w\u0080-\uffff]+)(?![ \t]*[*&(\w])/y,
      kind: {
        class: 'class',
        struct: 'struct',
        union: 'struct',
        enum: 'enum',
        namespace: 'module',
        '@interface': 'class',
        '@implementation': 'class',
        '@protocol': 'interface',
      },
      where: 'any',
      starts: 'tscuen@i',
      accept: isDefinition,
    },
    { pattern: /using[ \t]+(?<name>\w+)[ \t]*=/y, kind: 'type', where: 'top', starts: 'u' },
    {
      pattern:
        /(?:const|constexpr|static|inline|extern)[ \t][^\n=(]{0,120}?(?<name>\w+)(?:\[[^\n\]]*\])*[ \t]*=/y,
      kind: 'constant',
      where: 'top',
      starts: 'csie',
    },
    {
      pattern: new RegExp(
        String.raw`${statement}(?:[\w:<>,~\[\]\u0080-\uffff]+[ \t*&]+){0,8}${statement}(?:(?<owner>\w+)(?:<[^\n>]{0,60}>)?::)*(?<name>~?[\w\u0080-\uffff]+|operator[ \t]*[^\s(\w]{1,3}|operator\(\))[ \t]*\(`,
        'y',
      ),
      kind: 'function',
      where: 'top',
      accept: isDefinition,
    },
    {
      pattern: /[-+][ \t]*\([^\n)]{0,100}\)[ \t]*(?<name>\w+)/y,
      kind: 'method',
      where: 'member',
      starts: '-+',
    },
  ],
};
