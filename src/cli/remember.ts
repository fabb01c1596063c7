import { memoryKinds, memoryScopes } from '../engine/memory/memory.ts';
import { toRememberContent, toRememberText } from '../mcp/memoryContent.ts';
import { placeOf } from '../mcp/remember.ts';
import { wrongUse, type Arguments, type CommandSpec } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { findMemory } from './findMemory.ts';
import { printJson } from './report.ts';
import { withoutControls } from './terminal.ts';
import { withEngine } from './workspace.ts';

/** `sightline remember TEXT` */
export const remember: Command = {
  name: 'remember',
  operands: 'TEXT',
  summary: 'keep one statement for later questions and for every agent',
  description:
    'At most 500 characters. What is known already is merged; what it may contradict is shown. ' +
    'With --json it prints what the MCP tool remember gives as structuredContent.',
  options: {
    kind: { type: 'string', value: 'KIND', help: `one of ${memoryKinds.join(', ')} (default: by its words)` },
    scope: {
      type: 'string',
      value: 'SCOPE',
      help: `one of ${memoryScopes.join(', ')} (default: by its words)`,
    },
    evidence: {
      type: 'string',
      multiple: true,
      value: 'PATH:LINES',
      help: 'lines that it rests on, such as src/a.ts:3-9; repeatable',
    },
    supersedes: { type: 'string', value: 'ID', help: 'the memory that this one takes the place of' },
    expires: { type: 'string', value: 'DATE', help: 'until when it holds, such as 2027-01-31' },
  },
  run: runRemember,
};

async function runRemember(context: CommandContext): Promise<ExitCode> {
  const { terminal, arguments: given } = context;
  const text = given.operands.join(' ').trim();
  if (text === '') throw wrongUse(remember, 'There is nothing to remember.');
  const notes: string[] = [];
  const supersedes = given.text('supersedes');
  const remembered = await withEngine(context, {}, (engine) =>
    engine.memories.remember({
      text,
      kind: oneOf(remember, given, { name: 'kind', words: memoryKinds }),
      scope: oneOf(remember, given, { name: 'scope', words: memoryScopes }),
      evidence: given.list('evidence').flatMap((place) => placeOf(place, notes)),
      expiresAt: dateOf(remember, given.text('expires')),
      by: 'user',
      ...(supersedes === undefined ? {} : { supersedes: findMemory(engine.memories, supersedes).id }),
    }),
  );
  const content = toRememberContent(remembered, notes);
  if (given.flag('json')) printJson(terminal.out, content);
  else terminal.out.write(`${withoutControls(toRememberText(content))}\n`);
  return content.warnings.length > 0 ? 3 : 0;
}

/** The value of an option that takes one of a few words. @throws `wrong-use` for any other. */
export function oneOf<Word extends string>(
  spec: Pick<CommandSpec, 'name'>,
  given: Arguments,
  { name, words }: { name: string; words: readonly Word[] },
): Word | undefined {
  const text = given.text(name);
  const found = words.find((word) => word === text);
  if (text !== undefined && found === undefined) {
    throw wrongUse(spec, `--${name} is one of ${words.join(', ')}, not "${text}".`);
  }
  return found;
}

/** The end of a day, or a moment, as milliseconds. @throws `wrong-use` for what is no date. */
export function dateOf(spec: Pick<CommandSpec, 'name'>, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59` : text);
  if (Number.isNaN(ms)) throw wrongUse(spec, `"${text}" is no date. Write it as 2027-01-31.`);
  return ms;
}
