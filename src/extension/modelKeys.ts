import type * as vscode from 'vscode';

/**
 * Keys live in VS Code's secret store and nowhere else. Each belongs to one address, so that a workspace which sets
 * another address never receives it.
 */
export interface ModelKeys {
  get(baseUrl: string): Promise<string | undefined>;
  set(baseUrl: string, key: string): Promise<void>;
  forget(baseUrl: string): Promise<void>;
}

export function modelKeys(secrets: vscode.SecretStorage): ModelKeys {
  const nameOf = (baseUrl: string): string => `sightline.modelKey:${baseUrl}`;
  return {
    get: async (baseUrl) => secrets.get(nameOf(baseUrl)),
    set: async (baseUrl, key) => secrets.store(nameOf(baseUrl), key),
    forget: async (baseUrl) => secrets.delete(nameOf(baseUrl)),
  };
}
