/** How another program starts our MCP server over stdio. */
export interface McpLaunch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface McpClient {
  readonly name: string;
  /** Where the copied text belongs. */
  readonly file: string;
  readonly write: (launch: McpLaunch) => string;
}

/** The same launch in the words of each client. */
export const mcpClients: readonly McpClient[] = [
  {
    name: 'VS Code',
    file: '.vscode/mcp.json',
    write: (launch) => json({ servers: { sightline: { type: 'stdio', ...plain(launch) } } }),
  },
  {
    name: 'Claude Code',
    file: '.mcp.json in the project',
    write: (launch) => json({ mcpServers: { sightline: { type: 'stdio', ...plain(launch) } } }),
  },
  {
    name: 'Cursor',
    file: '.cursor/mcp.json',
    write: (launch) => json({ mcpServers: { sightline: { type: 'stdio', ...plain(launch) } } }),
  },
  { name: 'Codex', file: '~/.codex/config.toml', write: toToml },
];

/**
 * Run the command line with the program that runs us: a Node that is new enough is on no path for certain. In Electron
 * that program is the editor, which becomes Node when it is told so.
 */
export function mcpLaunch(options: {
  readonly execPath: string;
  readonly isElectron: boolean;
  readonly cliPath: string;
  readonly directories: readonly string[];
  readonly dataFolder?: string;
}): McpLaunch {
  return {
    command: options.execPath,
    args: [options.cliPath, ...serverArguments(options.directories)],
    env: {
      ...(options.isElectron ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
      ...(options.dataFolder === undefined ? {} : { SIGHTLINE_HOME: options.dataFolder }),
    },
  };
}

export function serverArguments(directories: readonly string[]): string[] {
  return ['mcp', ...directories.flatMap((directory) => ['--workspace', directory])];
}

function plain({ command, args, env }: McpLaunch): object {
  return { command, args, ...(Object.keys(env).length === 0 ? {} : { env }) };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A JSON string is a TOML basic string. */
function toToml({ command, args, env }: McpLaunch): string {
  const quote = (text: string): string => JSON.stringify(text);
  const pairs = Object.entries(env).map(([name, value]) => `${name} = ${quote(value)}`);
  return [
    '[mcp_servers.sightline]',
    `command = ${quote(command)}`,
    `args = [${args.map(quote).join(', ')}]`,
    ...(pairs.length === 0 ? [] : [`env = { ${pairs.join(', ')} }`]),
    '',
  ].join('\n');
}
