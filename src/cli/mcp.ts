import { chooseModel } from './chooseModel.ts';
import { chooseReranker } from './chooseReranker.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { isSemantic, rootsOf } from './workspace.ts';

/** `sightline mcp` */
export const mcp: Command = {
  name: 'mcp',
  operands: '',
  summary: 'serve the workspace to an agent over MCP on stdin and stdout',
  description: 'Agents start this themselves: the command is sightline, its arguments mcp --workspace DIR.',
  options: {
    model: {
      type: 'string',
      short: 'm',
      value: 'NAME',
      help: 'the model behind the tool ask (default: SIGHTLINE_MODEL)',
    },
  },
  run: runMcp,
};

async function runMcp(context: CommandContext): Promise<ExitCode> {
  const roots = rootsOf(context);
  const model = await chooseModel(context);
  const reranker = await chooseReranker(context);
  const { serveStdio } = await import('../mcp/main.ts');
  const log = (line: string): void => context.terminal.err.write(`${line}\n`);
  await serveStdio({
    roots,
    model,
    reranker: async () => reranker,
    isSemantic: isSemantic(context),
    version: context.version,
    log,
  });
  return 0;
}
