import * as vscode from 'vscode';
import * as z from 'zod';
import { isLmModelId } from './lmModel.ts';
import type { ModelKeys } from './modelKeys.ts';
import type { ServerProfile } from './modelServers.ts';
import { serverModelId, splitServerModelId } from './modelServers.ts';
import { baseUrlSchema, readSettings } from './settings.ts';

/** Which model is chosen and which servers are connected, as settings, memory and secret store have it. */
export interface ChosenModel {
  /** Null: answers come from the code alone. */
  id(): string | null;
  choose(id: string | null): Promise<void>;
  /** Addresses that were connected or are set, newest first. */
  servers(): string[];
  /** Keep a server that has been tested, and choose its model. */
  connect(profile: ServerProfile): Promise<void>;
  /** Forget the chosen model's server: its key, its address, and its settings. */
  disconnect(): Promise<void>;
}

/** `settings` is what the settings said when the choice was made: where they were edited since, they win. */
const choiceSchema = z.object({ id: z.string().nullable(), settings: z.string() });
const choiceKey = 'sightline.chosenModel';
const serversKey = 'sightline.modelServers';

export function openChosenModel(state: vscode.Memento, keys: ModelKeys): ChosenModel {
  const id = (): string | null => {
    const stored = choiceSchema.safeParse(state.get(choiceKey));
    const inSettings = settingsId();
    if (stored.success && stored.data.settings === inSettings) return stored.data.id;
    return inSettings === '' ? null : inSettings;
  };
  const choose = async (chosen: string | null): Promise<void> => {
    await state.update(choiceKey, { id: chosen, settings: settingsId() });
  };
  const servers = (): string[] => {
    const stored = z.array(baseUrlSchema).safeParse(state.get(serversKey));
    const all = [readSettings().modelBaseUrl, ...(stored.success ? stored.data : [])];
    return [...new Set(all)].filter((url) => url !== '');
  };
  return {
    id,
    choose,
    servers,
    async connect({ baseUrl, model, apiKey }) {
      if (apiKey !== undefined) await keys.set(baseUrl, apiKey);
      await state.update(serversKey, [...new Set([baseUrl, ...servers()])]);
      await writeSettings(baseUrl, model);
      await choose(serverModelId(baseUrl, model));
    },
    async disconnect() {
      const baseUrl = serverOf(id());
      if (baseUrl !== null) {
        await keys.forget(baseUrl);
        const left = servers().filter((url) => url !== baseUrl);
        await state.update(serversKey, left);
        if (readSettings().modelBaseUrl === baseUrl) await writeSettings(undefined, undefined);
      }
      await choose(null);
    },
  };
}

function settingsId(): string {
  const { modelBaseUrl, modelName } = readSettings();
  return modelBaseUrl !== '' && modelName !== '' ? serverModelId(modelBaseUrl, modelName) : '';
}

function serverOf(id: string | null): string | null {
  if (id !== null && !isLmModelId(id)) return splitServerModelId(id).baseUrl;
  return readSettings().modelBaseUrl || null;
}

/** In the person's own settings: those of a workspace are not ours to write. */
async function writeSettings(baseUrl: string | undefined, model: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('sightline');
  await settings.update('model.baseUrl', baseUrl, vscode.ConfigurationTarget.Global);
  await settings.update('model.name', model, vscode.ConfigurationTarget.Global);
}
