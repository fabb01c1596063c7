import { memoryScopes } from '../engine/memory/memory.ts';
import { toRecallContent } from '../mcp/memoryContent.ts';
import { wrongUse } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { renderMemories } from './renderMemories.ts';
import { oneOf } from './remember.ts';
import { printJson, reportWarnings } from './report.ts';
import { paintFor } from './terminal.ts';
import { withEngine } from './workspace.ts';

/** `sightline recall QUERY` */
export const recall: Command = {
  name: 'recall',
  operands: 'QUERY',
  summary: 'what was remembered about a question, best first, with the reasons',
  description: 'With --json it prints what the MCP tool recall gives as structuredContent.',
  options: {
    limit: { type: 'string', short: 'n', value: 'N', help: 'at most N memories (default 10, at most 50)' },
    scope: { type: 'string', value: 'SCOPE', help: `only one of ${memoryScopes.join(', ')}` },
    path: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      help: 'a file at hand, whose memories come first',
    },
  },
  run: runRecall,
};

async function runRecall(context: CommandContext): Promise<ExitCode> {
  const { terminal, arguments: given } = context;
  const query = given.operands.join(' ').trim();
  if (query === '') throw wrongUse(recall, 'There is nothing to recall by.');
  const limit = Math.min(50, given.number('limit', { least: 1, otherwise: 10 }));
  const scope = oneOf(recall, given, { name: 'scope', words: memoryScopes });
  const answer = await withEngine(context, {}, (engine) =>
    // An agent that uses the command line takes what it gets into its prompt; a person looks.
    engine.memories.recall({ query, limit, scope, paths: given.list('path'), isUse: given.flag('json') }),
  );
  const content = toRecallContent(answer);
  if (given.flag('json')) printJson(terminal.out, content);
  else if (content.memories.length > 0)
    terminal.out.write(`${renderMemories(content.memories, paintFor(terminal.out))}\n`);
  else terminal.err.write('Nothing that was remembered bears on this.\n');
  reportWarnings(terminal.err, content.warnings);
  return content.warnings.length > 0 ? 3 : 0;
}
