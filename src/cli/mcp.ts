import type { HttpClient } from '../mcp/clients.ts';
import { wrongUse } from './arguments.ts';
import { chooseModel } from './chooseModel.ts';
import { chooseReranker } from './chooseReranker.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { printJson } from './report.ts';
import { isSemantic, rootsOf } from './workspace.ts';

/** `sightline mcp` */
export const mcp: Command = {
  name: 'mcp',
  operands: '[clients list|add NAME|revoke NAME]',
  summary: 'serve the workspace to agents over MCP: on stdin and stdout, or over local HTTP',
  description: [
    'Agents start this themselves: the command is sightline, its arguments mcp --workspace DIR.',
    'With --http it serves all of them on 127.0.0.1, and prints one line: {"url", "token"}. That token holds for this run;',
    'lasting ones are made by "mcp clients add NAME", shown once, and taken back by "mcp clients revoke NAME".',
    'Over HTTP, tools that write (remember, forget) are offered only to clients added with --allow-write.',
  ].join('\n'),
  options: {
    model: {
      type: 'string',
      short: 'm',
      value: 'NAME',
      help: 'the model behind the tool ask (default: SIGHTLINE_MODEL)',
    },
    http: { type: 'boolean', help: 'serve over HTTP on 127.0.0.1' },
    port: { type: 'string', value: 'N', help: 'with --http: this port (default: a free one)' },
    'allow-write': {
      type: 'boolean',
      help: 'let the client, or the token of this run, call tools that write',
    },
  },
  run: runMcp,
};

async function runMcp(context: CommandContext): Promise<ExitCode> {
  const { arguments: given, terminal } = context;
  const [word, ...rest] = given.operands;
  if (word === 'clients') return runClients(context, rest);
  if (word !== undefined) throw wrongUse(mcp, `mcp takes "clients" or options only, not "${word}".`);
  const port = given.number('port', { least: 0, otherwise: 0 });
  if (port > 65_535) throw wrongUse(mcp, `There is no port ${port}.`);
  const isHttp = given.flag('http');
  if (!isHttp && (given.text('port') !== undefined || given.flag('allow-write')))
    throw wrongUse(mcp, '--port and --allow-write go with --http.');
  const roots = rootsOf(context);
  const model = await chooseModel(context);
  const reranker = await chooseReranker(context);
  const { serveStdio, serveLocalHttp } = await import('../mcp/main.ts');
  const log = (line: string): void => terminal.err.write(`${line}\n`);
  const served = {
    roots,
    model,
    reranker: async () => reranker,
    isSemantic: isSemantic(context),
    version: context.version,
    log,
  };
  if (!isHttp) {
    await serveStdio(served);
    return 0;
  }
  await serveLocalHttp({
    ...served,
    port,
    mayWrite: given.flag('allow-write'),
    signal: terminal.signal,
    onListening: (address) => terminal.out.write(`${JSON.stringify(address)}\n`),
  });
  return 130;
}

async function runClients(context: CommandContext, [action, name]: readonly string[]): Promise<ExitCode> {
  const { terminal, arguments: given } = context;
  const { httpClients } = await import('../mcp/main.ts');
  const clients = httpClients();
  const isJson = given.flag('json');
  switch (action) {
    case 'list': {
      const all = clients.list().map(({ name: called, mayWrite, createdAt, lastUsedAt }) => ({
        name: called,
        mayWrite,
        createdAt,
        lastUsedAt,
      }));
      if (isJson) printJson(terminal.out, all);
      else if (all.length === 0) terminal.err.write('No client was added.\n');
      else terminal.out.write(`${all.map(lineOf).join('\n')}\n`);
      return 0;
    }
    case 'add': {
      if (name === undefined) throw wrongUse(mcp, 'A client needs a name.');
      const token = clients.add(name, { mayWrite: given.flag('allow-write') });
      if (isJson) printJson(terminal.out, { name, token });
      else terminal.out.write(`${token}\n`);
      terminal.err.write('The token is shown this once. Send it as: Authorization: Bearer TOKEN\n');
      return 0;
    }
    case 'revoke': {
      if (name === undefined) throw wrongUse(mcp, 'Which client?');
      if (!clients.revoke(name)) throw wrongUse(mcp, `There is no client named "${name}".`);
      if (isJson) printJson(terminal.out, { revoked: name });
      else terminal.out.write(`${name} is revoked.\n`);
      return 0;
    }
    default:
      throw wrongUse(mcp, 'mcp clients takes list, add NAME or revoke NAME.');
  }
}

function lineOf({ name, mayWrite, lastUsedAt }: Omit<HttpClient, 'hash'>): string {
  const used = lastUsedAt === null ? 'never used' : `last used ${new Date(lastUsedAt).toISOString()}`;
  return `${name}  ${mayWrite ? 'reads and writes' : 'reads'}  ${used}`;
}
