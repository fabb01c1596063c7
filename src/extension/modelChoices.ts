import * as vscode from 'vscode';
import type { ChatModel } from '../engine/model.ts';
import { EngineError } from '../engine/errors.ts';
import type { ModelChoice, ModelOffer } from '../webview/protocol.ts';
import type { ChosenModel } from './chosenModel.ts';
import { isLmModelId, lmModel, lmModelId } from './lmModel.ts';
import type { Log } from './log.ts';
import type { ModelKeys } from './modelKeys.ts';
import type { ListedModel, ModelServers, ServerProfile } from './modelServers.ts';
import { isLocal, serverGroup, serverModelId, splitServerModelId } from './modelServers.ts';
import { readSettings } from './settings.ts';

/** Every model that can be chosen, the one that is, and the local servers that are offered. */
export interface ModelChoices {
  choices(): readonly ModelChoice[];
  offers(): readonly ModelOffer[];
  /** Null: answers come from the code alone. */
  chosenId(): string | null;
  /** @throws EngineError `model-missing` where the chosen one is gone. */
  chosen(): Promise<ChatModel | null>;
  choose(modelId: string | null): Promise<void>;
  /** Ask VS Code and the servers what they offer now. Never rejects: a server that is down offers nothing. */
  refresh(): Promise<void>;
  connect(profile: ServerProfile): Promise<void>;
  disconnect(): Promise<void>;
  onDidChange(listener: () => void): vscode.Disposable;
  dispose(): void;
}

interface Dependencies {
  readonly chosen: ChosenModel;
  readonly keys: ModelKeys;
  readonly servers: ModelServers;
  readonly log: Log;
}

/** What was offered when we last asked. */
interface Offered {
  listed: ReadonlyMap<string, readonly ListedModel[]>;
  editorModels: readonly vscode.LanguageModelChat[];
  offers: readonly ModelOffer[];
}

/** A server on this machine answers in a few milliseconds, or is not there. */
const findMs = 1500;
const listMs = 5000;

export function openModelChoices(dependencies: Dependencies): ModelChoices {
  const { chosen, servers } = dependencies;
  const changed = new vscode.EventEmitter<void>();
  let offered: Offered = { listed: new Map(), editorModels: [], offers: [] };

  const refresh = oneAtATime(async () => {
    offered = await askAll(dependencies);
    changed.fire();
  });
  const watching = vscode.Disposable.from(
    changed,
    vscode.lm.onDidChangeChatModels(() => void refresh()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('sightline.model')) void refresh();
    }),
  );
  return {
    choices: () => listChoices(offered, chosen.id()),
    offers: () => offered.offers,
    chosenId: () => chosen.id(),
    async chosen() {
      const id = chosen.id();
      if (id === null) return null;
      if (isLmModelId(id)) return findEditorModel(id);
      const { baseUrl, model } = splitServerModelId(id);
      const listed = offered.listed.get(baseUrl)?.find((each) => each.id === model);
      return servers.open(await profileOf({ baseUrl, model, listed }, dependencies.keys));
    },
    async choose(modelId) {
      await chosen.choose(modelId);
      changed.fire();
    },
    refresh,
    async connect(profile) {
      await chosen.connect(profile);
      changed.fire();
      await refresh();
    },
    async disconnect() {
      await chosen.disconnect();
      changed.fire();
      await refresh();
    },
    onDidChange: (listener) => changed.event(listener),
    dispose: () => watching.dispose(),
  };
}

/** A call while one runs is answered by one more run after it: what changed in the meantime is not missed. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running.then(() => {
      next = undefined;
      return start();
    });
    return next;
  };
}

async function askAll({ chosen, keys, servers, log }: Dependencies): Promise<Offered> {
  const known = chosen.servers();
  const listed = new Map<string, readonly ListedModel[]>();
  const list = async (baseUrl: string): Promise<void> => {
    try {
      const profile = await profileOf({ baseUrl, model: '' }, keys);
      listed.set(baseUrl, await servers.list({ ...profile, signal: AbortSignal.timeout(listMs) }));
    } catch (error) {
      log.info(`${baseUrl} listed no models: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const find = async (): Promise<readonly ModelOffer[]> =>
    readSettings().findsLocalServers ? servers.find(AbortSignal.timeout(findMs)) : [];
  const [found, editorModels] = await Promise.all([
    find().catch((error: unknown) => {
      log.bug('Looking for local model servers', error);
      return [];
    }),
    vscode.lm.selectChatModels(),
    ...known.map(list),
  ]);
  const connected = new Set(known.map(sameHost));
  return { listed, editorModels, offers: found.filter(({ baseUrl }) => !connected.has(sameHost(baseUrl))) };
}

/** A server that was connected as `localhost` is not offered as `127.0.0.1`. */
function sameHost(baseUrl: string): string {
  return baseUrl.replace('//localhost', '//127.0.0.1');
}

async function profileOf(
  { baseUrl, model, listed }: { baseUrl: string; model: string; listed?: ListedModel | undefined },
  keys: ModelKeys,
): Promise<ServerProfile> {
  const settings = readSettings();
  const isFromSettings = settings.modelBaseUrl === baseUrl && settings.modelName === model;
  const windowTokens = (isFromSettings ? settings.modelWindowTokens : null) ?? listed?.windowTokens;
  const apiKey = await keys.get(baseUrl);
  return {
    baseUrl,
    model,
    label: labelOf(baseUrl, model),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(windowTokens === undefined ? {} : { windowTokens }),
  };
}

function listChoices({ listed, editorModels }: Offered, chosenId: string | null): ModelChoice[] {
  const choices = [...listed].flatMap(([baseUrl, models]): ModelChoice[] =>
    models.map(({ id, windowTokens }) => ({
      ...serverChoice(baseUrl, id),
      ...(windowTokens === undefined ? {} : { windowTokens }),
    })),
  );
  for (const model of editorModels) {
    choices.push({
      id: lmModelId(model),
      label: `VS Code · ${model.name}`,
      group: 'VS Code',
      ...(model.maxInputTokens >= 1 ? { windowTokens: Math.floor(model.maxInputTokens) } : {}),
    });
  }
  // A chosen model stays in the list while its server is down: the list must say what will be asked.
  if (chosenId !== null && !isLmModelId(chosenId) && choices.every(({ id }) => id !== chosenId)) {
    const { baseUrl, model } = splitServerModelId(chosenId);
    choices.unshift(serverChoice(baseUrl, model));
  }
  return choices;
}

function serverChoice(baseUrl: string, model: string): ModelChoice {
  return {
    id: serverModelId(baseUrl, model),
    label: labelOf(baseUrl, model),
    group: isLocal(baseUrl) ? 'Local' : 'OpenAI-compatible',
  };
}

function labelOf(baseUrl: string, model: string): string {
  return `${serverGroup(baseUrl)} · ${model}`;
}

async function findEditorModel(id: string): Promise<ChatModel> {
  const all = await vscode.lm.selectChatModels();
  const model = all.find((each) => lmModelId(each) === id);
  if (model === undefined) {
    throw new EngineError('model-missing', `VS Code does not offer the model "${id}" now.`, {
      hint: 'Choose another model, or sign in to the extension that provides it.',
    });
  }
  return lmModel(model);
}
