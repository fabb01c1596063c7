import { openAiModel } from '../../src/compose.ts';
import { serveStdio, type ServeOptions } from '../../src/mcp/main.ts';

/** What the argument of this script says, as JSON. */
export interface ServedWorkspace extends Pick<
  ServeOptions,
  'roots' | 'homeDirectory' | 'askLimitMs' | 'version'
> {
  readonly model: Parameters<typeof openAiModel>[0] | null;
}

/** The real server on the workspace that the argument describes, as a process of its own. */
const { model: profile, ...options } = JSON.parse(process.argv[2] ?? '') as ServedWorkspace;
const model = profile === null ? null : openAiModel(profile);
await serveStdio({ ...options, model: model && { label: model.label, open: async () => model } });
process.exit(0);
