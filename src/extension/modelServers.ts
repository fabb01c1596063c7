import type { ChatModel } from '../engine/model.ts';

/** One model of one OpenAI-compatible server. `baseUrl` includes the version and has no slash at its end. */
export interface ServerProfile {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string;
  readonly label?: string;
  readonly windowTokens?: number;
}

export interface ListedModel {
  readonly id: string;
  readonly windowTokens?: number;
}

export interface FoundServer {
  readonly name: string;
  readonly baseUrl: string;
  readonly models: string[];
}

/** What the engine's wiring knows about model servers. All failures are `EngineError`s. */
export interface ModelServers {
  open(profile: ServerProfile): ChatModel;
  find(signal: AbortSignal): Promise<readonly FoundServer[]>;
  list(profile: ServerProfile & { readonly signal: AbortSignal }): Promise<readonly ListedModel[]>;
  /** Ask for a word. @throws EngineError where the server, the key or the model does not work. */
  test(profile: ServerProfile & { readonly signal: AbortSignal }): Promise<void>;
}

/** As `ChatModel.id` is stored with each turn. */
export function serverModelId(baseUrl: string, model: string): string {
  return `${baseUrl}#${model}`;
}

export function splitServerModelId(id: string): { baseUrl: string; model: string } {
  const at = id.indexOf('#');
  return at === -1 ? { baseUrl: id, model: '' } : { baseUrl: id.slice(0, at), model: id.slice(at + 1) };
}

export function isLocal(baseUrl: string): boolean {
  return /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(:|\/|$)/i.test(baseUrl);
}

/** What a person calls a server: `Local`, `api.openai.com`. Never the password that an address may carry. */
export function serverGroup(baseUrl: string): string {
  if (isLocal(baseUrl)) return 'Local';
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : 'a server';
}
