import { sharedOptions } from './arguments.ts';
import type { CommandSpec, OptionSpec } from './arguments.ts';

/** What `sightline --help` prints. */
export function overview(commands: readonly CommandSpec[], version: string): string {
  const rows = commands.map((command): [string, string] => [usageOf(command), command.summary]);
  return [
    `Sightline ${version}: ask a folder of code, and see where each answer comes from.`,
    '',
    'Usage: sightline COMMAND [options]',
    '',
    table(rows),
    '',
    'Every command takes --workspace DIR (may be repeated), --json and --help.',
    '',
    'A model is named by SIGHTLINE_MODEL, its server by OPENAI_BASE_URL and its key by OPENAI_API_KEY.',
    'SIGHTLINE_HOME moves the data folder.',
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong use, 3 a useful answer with warnings, 130 stopped.',
    '',
  ].join('\n');
}

/** What `sightline COMMAND --help` prints. */
export function commandHelp(command: CommandSpec): string {
  const options = { ...command.options, ...sharedOptions };
  const rows = Object.entries(options).map(([name, spec]): [string, string] => [
    optionName(name, spec),
    spec.help,
  ]);
  return [
    `Usage: sightline ${usageOf(command)} [options]`,
    '',
    `${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`,
    ...(command.description === undefined ? [] : ['', command.description]),
    '',
    table(rows),
    '',
  ].join('\n');
}

function usageOf({ name, operands }: CommandSpec): string {
  return operands === '' ? name : `${name} ${operands}`;
}

function optionName(name: string, { short, value }: OptionSpec): string {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
