import { keyword, rule } from './build.ts';
import type { ScanRules } from '../scanRule.ts';

const opensBody = (rest: string): boolean => /^\s*$|[{(,]\s*$|=>|\{/.test(rest);

export const ecma: ScanRules = {
  openers: '{([>=,:?&|',
  decorators: '@',
  continues: /(?:else|catch|finally|while)\b/y,
  rules: [
    {
      ...keyword(
        {
          function: 'function',
          'function*': 'function',
          class: 'class',
          interface: 'interface',
          type: 'type',
          enum: 'enum',
          namespace: 'module',
          module: 'module',
        },
        {
          modifiers: 'export|default|declare|abstract|async|const',
          between: String.raw`[ \t]*(?<=[ \t*])`,
          starts: 'efcitnmdacd',
        },
      ),
      // `type A,` in a list of imports or exports names what is declared elsewhere.
      accept: (rest) => !/^[ \t]*(?:,|as\b|\})/.test(rest),
    },
    {
      ...rule('any', 'function', /export[ \t]+(?<name>default)[ \t]+(?:async[ \t]+)?(?:function\b|\()/),
      starts: 'e',
    },
    {
      ...rule(
        'any',
        'function',
        /(?:export[ \t]+)?(?:const|let|var)[ \t]+(?<name>[\w$\u0080-\uffff]+)[ \t]*(?::[^=\n]{0,200})?=[ \t]*(?:async\b[ \t]*)?(?:function\b|\(|<|[\w$]+[ \t]*=>)/,
      ),
      starts: 'eclv',
      accept: (rest) => /=>|[({,]\s*$|^[ \t]*\*?[ \t]*[\w$]*\(/.test(rest),
    },
    {
      ...rule(
        'top',
        'constant',
        /(?:export[ \t]+)?(?:declare[ \t]+)?(?:const|let|var)[ \t]+(?<name>[\w$\u0080-\uffff]+)[ \t]*[:=;]/,
      ),
      starts: 'edclv',
    },
    rule(
      'any',
      'function',
      /(?:[\w$]+\.){1,4}(?<name>[\w$]+)[ \t]*=[ \t]*(?:async[ \t]+)?(?:function\b|class\b|\([^\n)]{0,200}\)[ \t]*=>|[\w$]+[ \t]*=>)/,
    ),
    {
      ...rule(
        'any',
        { describe: 'test', suite: 'test', context: 'test', it: 'test', test: 'test' },
        /(?<keyword>describe|suite|context|it|test)(?:\.\w+)?\([ \t]*(?<quote>['"`])(?<name>[^\n'"`]{1,200})/,
      ),
      starts: 'dscit',
    },
    {
      ...rule(
        'member',
        'method',
        /(?:(?:public|private|protected|static|async|override|readonly|abstract|get|set|declare)[ \t]+)*\*?[ \t]*(?!(?:if|for|while|switch|catch|return|super|await|throw|new|function)\b)(?<name>#?[\w$\u0080-\uffff]+)\??[ \t]*(?:<[^\n()]{0,200}>)?[ \t]*\(/,
      ),
      accept: opensBody,
    },
    rule(
      'member',
      'method',
      /(?:(?:public|private|protected|static|override|readonly)[ \t]+)*(?<name>#?[\w$\u0080-\uffff]+)[ \t]*(?::[^=\n]{0,200})?=[ \t]*(?:async\b[ \t]*)?(?:function\b|\([^\n)]{0,200}\)[^\n=]{0,100}=>|[\w$]+[ \t]*=>)/,
    ),
  ],
};
