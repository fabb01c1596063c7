import type { ModelServers } from './modelServers.ts';

const notWired = (): never => {
  throw new Error('The model servers are not wired yet.');
};

export const servers: ModelServers = {
  open: notWired,
  find: () => Promise.resolve([]),
  list: () => Promise.resolve([]),
  test: notWired,
};
