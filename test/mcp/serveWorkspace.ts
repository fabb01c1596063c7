import { serveStdio, type ServeOptions } from '../../src/mcp/main.ts';

/** The real server on the workspace that the argument describes, as a process of its own. */
await serveStdio(JSON.parse(process.argv[2] ?? '') as ServeOptions);
process.exit(0);
