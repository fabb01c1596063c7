import path from 'node:path';
import { makeTree, type Tree } from '../files/tree.ts';
import { builtBundles } from '../support/builtBundles.ts';
import { startRawProcess, stopRaw, type RawClient } from './rawClient.ts';

export interface BuiltServer {
  /** `dist/cli.js`. */
  readonly cli: string;
  readonly workspace: Tree;
  readonly home: Tree;
  start(): RawClient;
}

/** The server of the built command line over one file, for the tests of the `describe` that calls this. */
export function builtServer(source: string): () => BuiltServer {
  let made: Omit<BuiltServer, 'start'>;
  before(async () => {
    const cli = path.join(await builtBundles(), 'cli.js');
    made = { cli, home: makeTree(), workspace: makeTree({ 'src/retry.ts': source }) };
  });
  afterEach(stopRaw);
  after(async () => {
    await made.workspace[Symbol.asyncDispose]();
    await made.home[Symbol.asyncDispose]();
  });
  return () => ({
    ...made,
    start: () =>
      startRawProcess([made.cli, 'mcp', '--workspace', made.workspace.directory], {
        SIGHTLINE_HOME: made.home.directory,
      }),
  });
}
