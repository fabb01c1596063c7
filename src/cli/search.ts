import { toSearchContent } from '../mcp/searchContent.ts';
import { wrongUse } from './arguments.ts';
import { howToRerank } from './chooseReranker.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { renderPlaces } from './places.ts';
import { printJson, reportWarnings } from './report.ts';
import { paintFor } from './terminal.ts';
import { counted } from './words.ts';
import { untilSearchable, withEngine } from './workspace.ts';

/** `sightline search QUERY` */
export const search: Command = {
  name: 'search',
  operands: 'QUERY',
  summary: 'find places in the code, best first, with the reasons',
  description: `With --json it prints what the MCP tool search_code gives as structuredContent.\n${howToRerank}`,
  options: {
    limit: { type: 'string', short: 'n', value: 'N', help: 'at most N places (default 10, at most 50)' },
    path: { type: 'string', multiple: true, value: 'GLOB', help: 'only under this path or glob; repeatable' },
    rerank: {
      type: 'string',
      value: 'WHO',
      help: 'who puts the best places in order: none, server, model (default: SIGHTLINE_RERANK)',
    },
    language: { type: 'string', multiple: true, value: 'NAME', help: 'only in this language; repeatable' },
  },
  run: runSearch,
};

async function runSearch(context: CommandContext): Promise<ExitCode> {
  const { terminal, arguments: given } = context;
  const query = given.operands.join(' ').trim();
  if (query === '') throw wrongUse(search, 'There is nothing to search for.');
  const limit = Math.min(50, given.number('limit', { least: 1, otherwise: 10 }));
  const paths = given.list('path');
  const languages = given.list('language');
  const request = {
    query,
    limit,
    offset: 0,
    withUses: !given.flag('json'),
    ...(paths.length === 0 ? {} : { paths: [...paths] }),
    ...(languages.length === 0 ? {} : { languages: [...languages] }),
  };
  const result = await withEngine(context, {}, async (engine) => {
    await untilSearchable(context, engine);
    return engine.index.search(request, terminal.signal);
  });
  if (given.flag('json')) printJson(terminal.out, toSearchContent(result));
  else if (result.hits.length > 0)
    terminal.out.write(`${renderPlaces(result.hits, paintFor(terminal.out))}\n`);
  const { filesIndexed, filesTotal } = result.coverage;
  if (result.hits.length === 0) terminal.err.write(`Nothing found in ${counted(filesIndexed, 'file')}.\n`);
  reportWarnings(terminal.err, result.warnings);
  if (filesIndexed < filesTotal) {
    const soFar = `Searched ${filesIndexed.toLocaleString('en-US')} of ${counted(filesTotal, 'file')} so far.`;
    reportWarnings(terminal.err, [soFar]);
  }
  return result.warnings.length > 0 || filesIndexed < filesTotal ? 3 : 0;
}
