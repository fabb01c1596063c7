import * as vscode from 'vscode';
import { EngineError, toFailure } from '../engine/errors.ts';
import type { ModelOffer } from '../webview/protocol.ts';
import { count } from './describeIndex.ts';
import { failureText } from './failureWords.ts';
import type { ModelChoices } from './modelChoices.ts';
import type { ModelKeys } from './modelKeys.ts';
import type { ListedModel, ModelServers } from './modelServers.ts';
import { isLocal, serverGroup } from './modelServers.ts';
import { baseUrlSchema } from './settings.ts';

interface Dependencies {
  readonly choices: ModelChoices;
  readonly keys: ModelKeys;
  readonly servers: ModelServers;
}

const testMs = 60_000;
const wellKnown = [
  { label: 'OpenAI', baseUrl: 'https://api.openai.com/v1' },
  { label: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1' },
];

/**
 * Server, key, model, a test, and only then is anything kept. Each step can be left with Escape. An offered local
 * server (`baseUrl`) skips the questions whose answers are known.
 * @returns Whether a model is connected.
 */
export async function connectModel(
  known: { readonly baseUrl?: string | undefined; readonly model?: string | undefined },
  dependencies: Dependencies,
): Promise<boolean> {
  const baseUrl = known.baseUrl ?? (await askServer(dependencies.choices));
  if (baseUrl === undefined) return false;
  if (baseUrl === 'vscode') return chooseModel(dependencies.choices);
  const parsed = baseUrlSchema.safeParse(baseUrl);
  if (!parsed.success) {
    void vscode.window.showErrorMessage(`${baseUrl} is not an address of a model server.`);
    return false;
  }
  return connectServer(parsed.data, known.model, dependencies);
}

async function connectServer(
  baseUrl: string,
  knownModel: string | undefined,
  dependencies: Dependencies,
): Promise<boolean> {
  const { choices, keys, servers } = dependencies;
  let apiKey = await keys.get(baseUrl);
  for (;;) {
    if (apiKey === undefined && !isLocal(baseUrl)) {
      apiKey = await askKey(baseUrl);
      if (apiKey === undefined) return false;
    }
    const profile = { baseUrl, ...(apiKey ? { apiKey } : {}) };
    try {
      const model = knownModel ?? (await askModel({ ...profile, model: '' }, servers));
      if (model === undefined) return false;
      await withProgress(`Testing ${model} at ${serverGroup(baseUrl)}`, (signal) =>
        servers.test({ ...profile, model, signal }),
      );
      await choices.connect({ ...profile, model });
      void vscode.window.showInformationMessage(`Sightline now answers with ${model}.`);
      return true;
    } catch (error) {
      if (error instanceof vscode.CancellationError) return false;
      const failure = toFailure(error);
      const isAboutKey = failure.kind === 'model-unauthorized';
      const again = isAboutKey ? 'Enter Another Key' : 'Try Again';
      const answer = await vscode.window.showErrorMessage(failureText(failure), again, 'Change Server');
      if (answer === 'Change Server') return connectModel({}, dependencies);
      if (answer !== again) return false;
      if (isAboutKey) {
        apiKey = await askKey(baseUrl);
        if (apiKey === undefined) return false;
      }
    }
  }
}

interface ServerItem extends vscode.QuickPickItem {
  readonly baseUrl?: string | undefined;
}

/** Local servers appear while the list is open, as they answer. */
async function askServer(choices: ModelChoices): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<ServerItem>();
  pick.title = 'Connect a Model';
  pick.placeholder = 'Where does the model run?';
  pick.busy = true;
  const draw = (): void => {
    pick.items = serverItems(choices.offers(), choices);
  };
  draw();
  void choices.refresh().then(() => {
    pick.busy = false;
    draw();
  });
  const chosen = await new Promise<ServerItem | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  if (chosen === undefined) return undefined;
  return chosen.baseUrl ?? askAddress();
}

function serverItems(offers: readonly ModelOffer[], choices: ModelChoices): ServerItem[] {
  const separator = (label: string): ServerItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const items: ServerItem[] = [];
  if (offers.length > 0) items.push(separator('running on this machine'));
  for (const { name, baseUrl, models } of offers) {
    const detail = models.slice(0, 5).join(', ');
    items.push({ label: `$(vm-active) ${name}`, description: baseUrl, detail, baseUrl });
  }
  const editorModels = choices.choices().filter(({ group }) => group === 'VS Code').length;
  if (editorModels > 0) {
    const description = count(editorModels, 'model');
    items.push({ label: '$(vscode) A model of VS Code', description, baseUrl: 'vscode' });
  }
  items.push(separator('by address'));
  for (const { label, baseUrl } of wellKnown) {
    items.push({ label: `$(cloud) ${label}`, description: baseUrl, baseUrl });
  }
  items.push({ label: '$(link) Another OpenAI-compatible server…', description: 'Ollama, vLLM, Azure, …' });
  return items;
}

function askAddress(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Address of the Model Server',
    prompt: 'Up to and including its version',
    placeHolder: 'http://localhost:11434/v1',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() !== '' && baseUrlSchema.safeParse(text).success
        ? undefined
        : 'Write an address that begins with http:// or https://',
  });
}

/** Empty where the server takes none. */
function askKey(baseUrl: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: `Key for ${serverGroup(baseUrl)}`,
    prompt: 'Kept in the secret store of VS Code, and sent to this server only. Empty: no key.',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (/\s/.test(text.trim()) ? 'A key has no spaces.' : undefined),
  });
}

async function askModel(
  profile: { baseUrl: string; apiKey?: string; model: string },
  servers: ModelServers,
): Promise<string | undefined> {
  const models = await withProgress(`Asking ${serverGroup(profile.baseUrl)} for its models`, (signal) =>
    servers.list({ ...profile, signal }).catch((error: unknown) => {
      // Some servers chat and list nothing: the name can still be written.
      if (error instanceof EngineError && error.kind === 'model-refused') return [];
      throw error;
    }),
  );
  const [only] = models;
  if (models.length === 1 && only !== undefined) return only.id;
  if (models.length === 0) {
    return vscode.window.showInputBox({
      title: 'Name of the Model',
      prompt: 'This server lists none; write the name that it expects.',
      ignoreFocusOut: true,
    });
  }
  const picked = await vscode.window.showQuickPick(models.map(modelItem), {
    title: 'Which Model?',
    placeHolder: `${serverGroup(profile.baseUrl)} offers ${models.length}`,
    ignoreFocusOut: true,
  });
  return picked?.label;
}

function modelItem({ id, windowTokens }: ListedModel): vscode.QuickPickItem {
  return {
    label: id,
    ...(windowTokens === undefined ? {} : { description: `${windowTokens.toLocaleString('en-US')} tokens` }),
  };
}

/** Pick among the models that are connected already; the last entry connects another. */
export async function chooseModel(choices: ModelChoices): Promise<boolean> {
  await choices.refresh();
  const chosenId = choices.chosenId();
  const items = choices.choices().map(({ id, label, group }) => ({
    label: `${id === chosenId ? '$(check) ' : ''}${label}`,
    description: group,
    id: id as string | null,
  }));
  const none = { label: 'No model', description: 'Answers come from the code alone', id: null };
  const connect = { label: '$(plug) Connect a model…', description: '', id: 'connect' };
  const picked = await vscode.window.showQuickPick([...items, none, connect], {
    title: 'Choose a Model',
    placeHolder: 'Which model answers?',
  });
  if (picked === undefined) return false;
  if (picked === connect) {
    await vscode.commands.executeCommand('sightline.connectModel');
    return choices.chosenId() !== null;
  }
  await choices.choose(picked.id);
  return picked.id !== null;
}

/** @throws CancellationError where the person cancelled. */
function withProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_progress, token) => {
    const cancelled = new AbortController();
    token.onCancellationRequested(() => cancelled.abort());
    try {
      return await work(AbortSignal.any([cancelled.signal, AbortSignal.timeout(testMs)]));
    } catch (error) {
      throw cancelled.signal.aborted ? new vscode.CancellationError() : error;
    }
  });
}
