/**
 * The environment of a process that is started as Node, whatever runs this one: an Electron is told to be Node, and
 * the editor's own options for Node (a debugger's, say) are not handed on.
 */
export function nodeEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = process.env;
  return { ...rest, ELECTRON_RUN_AS_NODE: '1' };
}
