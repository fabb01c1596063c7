import { EngineError, toFailure } from '../engine/errors.ts';
import { readArguments } from './arguments.ts';
import { ask } from './ask.ts';
import type { Command, Composition, ExitCode } from './command.ts';
import { context } from './context.ts';
import { doctor } from './doctor.ts';
import { evalCommand } from './eval.ts';
import { commandHelp, overview } from './help.ts';
import { index } from './indexCommand.ts';
import { mcp } from './mcp.ts';
import { memory } from './memory.ts';
import { recall } from './recall.ts';
import { remember } from './remember.ts';
import { printJson, exitCodeOf, reportFailure } from './report.ts';
import { search } from './search.ts';
import { sessions } from './sessions.ts';
import type { Terminal } from './terminal.ts';

const commands: readonly Command[] = [
  index,
  search,
  context,
  ask,
  remember,
  recall,
  memory,
  sessions,
  evalCommand,
  doctor,
  mcp,
];

export interface Program {
  readonly terminal: Terminal;
  readonly version: string;
  load(): Promise<Composition>;
}

/**
 * Run one command line. Never throws: what goes wrong is said on stderr (with `--json` also as `{failure}` on stdout)
 * and told by the exit code.
 *
 * @param given  Without the program's own name.
 */
export async function run(given: readonly string[], program: Program): Promise<ExitCode> {
  const { terminal, version } = program;
  const [name, ...rest] = given;
  if (name === '--version' || name === '-v') return say(terminal, `${version}\n`);
  if (name === '--help' || name === '-h' || name === 'help') return help(rest, program);
  const command = commands.find((one) => one.name === name);
  try {
    if (name === undefined) throw wrongLine('Which command?');
    if (command === undefined) throw wrongLine(`There is no command "${name}".`);
    const parsed = readArguments(command, rest);
    if (parsed.flag('help')) return say(terminal, commandHelp(command));
    return await command.run({ ...program, arguments: parsed });
  } catch (error) {
    return fail(error, rest, terminal);
  }
}

function wrongLine(message: string): EngineError {
  return new EngineError('wrong-use', message, { hint: 'See: sightline --help' });
}

function fail(error: unknown, given: readonly string[], terminal: Terminal): ExitCode {
  if (terminal.signal.aborted) return 130;
  const failure = toFailure(error);
  if (given.includes('--json')) printJson(terminal.out, { failure });
  reportFailure(terminal.err, failure);
  if (failure.kind === 'bug' && error instanceof Error) terminal.err.write(`${error.stack}\n`);
  return exitCodeOf(error);
}

function help(rest: readonly string[], { terminal, version }: Program): ExitCode {
  const command = commands.find((one) => one.name === rest[0]);
  return say(terminal, command === undefined ? overview(commands, version) : commandHelp(command));
}

function say(terminal: Terminal, text: string): ExitCode {
  terminal.out.write(text);
  return 0;
}
