import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';
import { EngineError } from '../engine/errors.ts';

/** One option of a command, as `node:util` takes it, with the words for its help. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** Stands for the value in the help: `DIR`. */
  readonly value?: string;
  readonly help: string;
}

export interface CommandSpec {
  readonly name: string;
  /** What follows the name: `QUERY`, `[ID]`. */
  readonly operands: string;
  readonly summary: string;
  /** One paragraph more, for the command's own help. */
  readonly description?: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

/** Options that every command takes. */
export const sharedOptions: Readonly<Record<string, OptionSpec>> = {
  workspace: {
    type: 'string',
    multiple: true,
    short: 'w',
    value: 'DIR',
    help: 'a folder of the workspace; may be given several times (default: the current folder)',
  },
  json: { type: 'boolean', help: 'print one JSON value' },
  help: { type: 'boolean', short: 'h', help: 'show this help' },
};

/** Arguments of one command, checked. */
export interface Arguments {
  readonly operands: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  /** A whole number of at least `least`, or `otherwise` where the option is absent. */
  number(name: string, limits: { least: number; otherwise: number }): number;
}

/**
 * Read what follows a command's name.
 * @throws `EngineError` `wrong-use`, with a hint that names the command's help.
 */
export function readArguments(spec: CommandSpec, given: readonly string[]): Arguments {
  const specs = { ...sharedOptions, ...spec.options };
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type, multiple, short }]) => [
      name,
      { type, ...(multiple ? { multiple } : {}), ...(short === undefined ? {} : { short }) },
    ]),
  ) satisfies ParseArgsOptionsConfig;
  const { values, positionals } = parsed(spec, { args: [...given], options });
  if (spec.operands === '' && positionals.length > 0) {
    throw wrongUse(spec, `${spec.name} takes options only, not "${positionals[0]}".`);
  }
  const value = (name: string): unknown => (values as Record<string, unknown>)[name];
  return {
    operands: positionals,
    flag: (name) => value(name) === true,
    text: (name) => value(name) as string | undefined,
    list: (name) => (value(name) as string[] | undefined) ?? [],
    number(name, { least, otherwise }) {
      const text = value(name) as string | undefined;
      if (text === undefined) return otherwise;
      if (!/^\d+$/.test(text) || Number(text) < least) {
        throw wrongUse(spec, `--${name} takes a whole number of at least ${least}, not "${text}".`);
      }
      return Number(text);
    },
  };
}

function parsed(spec: CommandSpec, config: { args: string[]; options: ParseArgsOptionsConfig }) {
  try {
    return parseArgs({ ...config, allowPositionals: true, strict: true });
  } catch (error) {
    const sentence = (error as Error).message.split(/\. |\.$/)[0] ?? 'These arguments cannot be read';
    throw wrongUse(spec, `${sentence}.`);
  }
}

/** The failure of a person's command line, which names the help that explains it. */
export function wrongUse(spec: Pick<CommandSpec, 'name'>, message: string): EngineError {
  return new EngineError('wrong-use', message, { hint: `See: sightline ${spec.name} --help` });
}
