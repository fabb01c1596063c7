import { findLocalServers, listModels, openAiModel, testConnection } from '../compose.ts';
import type { ModelServers } from './modelServers.ts';

/** The model servers as the engine's wiring gives them. */
export const servers: ModelServers = {
  open: openAiModel,
  find: (signal) => findLocalServers(signal),
  list: listModels,
  test: testConnection,
};
