import { openAiModel } from '../compose.ts';
import type { ModelServers } from './modelServers.ts';

export const servers: ModelServers = {
  open: openAiModel,
  find: () => Promise.resolve([]),
  list: () => Promise.resolve([]),
  async test({ signal, ...profile }) {
    const asked = [{ role: 'user', content: 'Answer with the word OK.' }] as const;
    const stream = openAiModel(profile).stream(asked, { signal, maxOutputTokens: 16 });
    for await (const event of stream) if (event.kind === 'end') return;
  },
};
