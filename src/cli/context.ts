import type { Context, ContextPart } from '../engine/context.ts';
import { noteOf, toContextContent } from '../mcp/contextContent.ts';
import { wrongUse } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { printJson, reportWarnings } from './report.ts';
import { paintFor, withoutControls, type Paint } from './terminal.ts';
import { counted, oneLine } from './words.ts';
import { untilSearchable, withEngine } from './workspace.ts';

const defaultBudget = 4000;

/** `sightline context TASK` */
export const context: Command = {
  name: 'context',
  operands: 'TASK',
  summary: 'the code that a task needs, packed into a token budget, with its ledger',
  description: 'With --json it prints what the MCP tool get_context gives as structuredContent.',
  options: {
    budget: {
      type: 'string',
      short: 'b',
      value: 'TOKENS',
      help: `at most so many tokens (default ${defaultBudget}, at least 100)`,
    },
    exclude: {
      type: 'string',
      multiple: true,
      value: 'ID',
      help: 'a part that you have already; repeatable',
    },
    path: { type: 'string', multiple: true, value: 'GLOB', help: 'only under this path or glob; repeatable' },
  },
  run: runContext,
};

async function runContext(command: CommandContext): Promise<ExitCode> {
  const { terminal, arguments: given } = command;
  const task = given.operands.join(' ').trim();
  if (task === '') throw wrongUse(context, 'There is no task.');
  const budgetTokens = given.number('budget', { least: 100, otherwise: defaultBudget });
  const paths = given.list('path');
  const found = await withEngine(command, {}, async (engine) => {
    await untilSearchable(command, engine);
    return engine.context({
      task,
      budgetTokens,
      exclude: given.list('exclude'),
      ...(paths.length === 0 ? {} : { paths }),
      signal: terminal.signal,
    });
  });
  if (given.flag('json')) printJson(terminal.out, toContextContent(found));
  else if (found.parts.length > 0) terminal.out.write(`${render(found, paintFor(terminal.out))}\n`);
  const { filesIndexed, filesTotal } = found.coverage;
  if (found.parts.length === 0) terminal.err.write(`Nothing found in ${counted(filesIndexed, 'file')}.\n`);
  const isPartial = filesIndexed < filesTotal;
  const soFar = `Searched ${filesIndexed.toLocaleString('en-US')} of ${counted(filesTotal, 'file')} so far.`;
  reportWarnings(terminal.err, [...found.warnings, ...(isPartial ? [soFar] : [])]);
  return found.warnings.length > 0 || isPartial ? 3 : 0;
}

function render(found: Context, paint: Paint): string {
  return [...found.parts.map((part) => renderPart(part, paint)), renderLedger(found, paint)].join('\n\n');
}

function renderPart({ source, symbol, reasons, freshness, text }: ContextPart, paint: Paint): string {
  const name = symbol === undefined ? [] : [paint.bold(withoutControls(symbol))];
  const stale = freshness === 'fresh' ? [] : [paint.yellow(`(${freshness})`)];
  const heading = [paint.cyan(withoutControls(source)), ...name, ...stale].join('  ');
  const why = reasons.length === 0 ? [] : [paint.dim(`# ${withoutControls(reasons.join('; '))}`)];
  return [heading, ...why, withoutControls(text)].join('\n');
}

/** A person who wants more of them asks for a larger budget. */
const mostLeftOut = 12;

/** What became of everything that was found: tokens, place, note. */
function renderLedger({ parts, leftOut, tokens, budgetTokens }: Context, paint: Paint): string {
  const rows = [
    ...parts.map((part) => ({ kept: part.tokens, source: part.source, note: noteOf(part) ?? '' })),
    ...leftOut.slice(0, mostLeftOut).map(({ source, reason, tokens: own }) => ({
      kept: 0,
      source,
      note: `left out, ${own.toLocaleString('en-US')} tokens: ${reason}`,
    })),
  ];
  const width = tokens.toLocaleString('en-US').length;
  const places = rows.map(({ source }) => withoutControls(oneLine(source, 60)));
  const placeWidth = Math.max(...places.map((place) => place.length));
  const unsaid = leftOut.length - mostLeftOut;
  return [
    paint.bold(`Ledger: ${tokens.toLocaleString('en-US')} of ${counted(budgetTokens, 'token')}`),
    ...rows.map(({ kept, note }, at) => {
      const count = kept.toLocaleString('en-US').padStart(width);
      return `  ${count}  ${(places[at] ?? '').padEnd(placeWidth)}  ${paint.dim(withoutControls(note))}`.trimEnd();
    }),
    ...(unsaid > 0 ? [paint.dim(`  and ${counted(unsaid, 'place')} more left out`)] : []),
  ].join('\n');
}
