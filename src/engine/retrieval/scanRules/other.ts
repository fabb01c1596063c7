import { keyword, rule } from './build.ts';
import type { ScanRules } from '../scanRule.ts';

import { java } from './typed.ts';
import { ruby } from './script.ts';
/** Languages without a grammar here keep these outlines in both phases. */
export const others: Record<string, ScanRules> = {
  dart: {
    ...java,
    rules: [
      keyword(
        { class: 'class', mixin: 'class', enum: 'enum', extension: 'class' },
        { modifiers: 'abstract|base|final|sealed|interface' },
      ),
      ...java.rules,
    ],
  },
  groovy: {
    ...java,
    rules: [keyword({ def: 'function' }, { modifiers: 'private|public|static' }), ...java.rules],
  },
  elixir: {
    ...ruby,
    continues: /(?:else|rescue|after|catch)\b/y,
    rules: [
      keyword({ defmodule: 'module', defprotocol: 'interface', defimpl: 'class' }, { name: '[\\w.]+' }),
      keyword(
        { def: 'function', defp: 'function', defmacro: 'macro', defmacrop: 'macro' },
        { name: '\\w+[?!]?' },
      ),
    ],
  },
  powershell: {
    openers: '{(,',
    rules: [
      keyword(
        { function: 'function', class: 'class', enum: 'enum', Function: 'function' },
        { name: '[\\w:-]+' },
      ),
    ],
  },
  perl: {
    openers: '{(,',
    rules: [keyword({ sub: 'function', package: 'module' }, { name: '[\\w:]+', isLeaf: true })],
  },
  proto3: {
    openers: '{',
    rules: [keyword({ message: 'struct', enum: 'enum', service: 'interface', rpc: 'method' })],
  },
  graphql: {
    openers: '{',
    rules: [
      keyword(
        {
          type: 'type',
          input: 'type',
          interface: 'interface',
          enum: 'enum',
          union: 'type',
          scalar: 'type',
          fragment: 'function',
          query: 'function',
          mutation: 'function',
        },
        { modifiers: 'extend' },
      ),
    ],
  },
  sql: {
    openers: '(',
    rules: [
      rule(
        'any',
        {
          table: 'struct',
          view: 'struct',
          function: 'function',
          procedure: 'function',
          index: 'key',
          trigger: 'function',
          type: 'type',
        },
        /create[ \t]+(?:or[ \t]+replace[ \t]+)?(?:temp(?:orary)?[ \t]+|unique[ \t]+|materialized[ \t]+)?(?<keyword>table|view|function|procedure|index|trigger|type)[ \t]+(?:if[ \t]+not[ \t]+exists[ \t]+)?(?<name>[\w."`[\]]+)/i,
      ),
    ],
  },
  terraform: {
    openers: '{[(',
    rules: [
      rule(
        'top',
        'rule',
        /(?:resource|data|module|variable|output|provider)[ \t]+(?<name>"[^"\n]+"(?:[ \t]+"[^"\n]+")?)/,
      ),
    ],
  },
  makefile: {
    openers: '\\',
    rules: [
      rule('top', 'rule', /(?<name>[\w./%$(){}-]+)(?:[ \t]+[\w./%$(){}-]+){0,20}[ \t]*::?(?!=)/),
      rule('top', 'variable', /(?:export[ \t]+)?(?<name>\w+)[ \t]*[:?+!]?=/),
    ],
  },
  dockerfile: {
    openers: '\\',
    rules: [rule('top', 'section', /FROM[ \t]+(?:--\S+[ \t]+)?\S+[ \t]+(?:AS|as)[ \t]+(?<name>\S+)/)],
  },
  zig: {
    openers: '{([,',
    rules: [
      keyword({ fn: 'function' }, { modifiers: 'pub|export|inline|extern' }),
      rule('top', 'constant', /(?:pub[ \t]+)?const[ \t]+(?<name>\w+)[ \t]*[=:]/),
    ],
  },
  solidity: {
    openers: '{(',
    rules: [
      keyword(
        {
          contract: 'class',
          library: 'module',
          interface: 'interface',
          struct: 'struct',
          enum: 'enum',
          function: 'function',
          modifier: 'function',
          event: 'type',
          error: 'type',
        },
        { modifiers: 'abstract' },
      ),
    ],
  },
  julia: {
    ...ruby,
    rules: [
      keyword(
        {
          function: 'function',
          macro: 'macro',
          struct: 'struct',
          module: 'module',
          'mutable struct': 'struct',
        },
        { name: '[\\w.!]+' },
      ),
    ],
  },
  r: { openers: '{(,', rules: [rule('top', 'function', /(?<name>[\w.]+)[ \t]*(?:<-|=)[ \t]*function\b/)] },
};
