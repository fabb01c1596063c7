import * as vscode from 'vscode';
import { chatJudge, httpReranker } from '../compose.ts';
import { EngineError } from '../engine/errors.ts';
import type { Reranker } from '../engine/model.ts';
import type { ModelChoices } from './modelChoices.ts';
import type { ModelKeys } from './modelKeys.ts';
import { isLocal, serverGroup } from './modelServers.ts';
import { baseUrlSchema, readSettings } from './settings.ts';

interface Dependencies {
  readonly models: ModelChoices;
  readonly keys: ModelKeys;
}

/** What the settings say now: who puts the best places in order, or null. A setting that names nothing is no failure. */
export async function chosenReranker({ models, keys }: Dependencies): Promise<Reranker | null> {
  const { rerankBy, rerankBaseUrl: baseUrl, rerankModel: model } = readSettings();
  switch (rerankBy) {
    case 'none':
      return null;
    case 'model': {
      const chat = await models.chosen();
      return chat === null ? null : chatJudge(chat);
    }
    case 'server': {
      if (baseUrl === '' || model === '') return null;
      const apiKey = await keys.get(baseUrl);
      return httpReranker({ baseUrl, model, ...(apiKey === undefined ? {} : { apiKey }) });
    }
  }
}

/** Two texts that every reranker can tell apart. */
const probe = { query: 'Which animal barks?', texts: ['A cat meows.', 'A dog barks.'] };
const testMs = 30_000;

/**
 * Ask for address, model and key, try them, and only then keep them: the key in the secret store, the rest in the
 * person's own settings. Each step can be left with Escape.
 * @returns Whether a reranker is connected.
 */
export async function connectReranker(keys: ModelKeys): Promise<boolean> {
  const settings = readSettings();
  const ask = (options: vscode.InputBoxOptions): Thenable<string | undefined> =>
    vscode.window.showInputBox({ title: 'Connect a Reranker', ignoreFocusOut: true, ...options });
  const address = await ask({
    prompt: 'Address of the server; Sightline appends /rerank',
    placeHolder: 'http://localhost:8080/v1',
    value: settings.rerankBaseUrl,
    validateInput: (text) =>
      text.trim() !== '' && baseUrlSchema.safeParse(text).success
        ? undefined
        : 'Write an address that begins with http:// or https://',
  });
  if (address === undefined) return false;
  const baseUrl = baseUrlSchema.parse(address);
  const model = (await ask({ prompt: 'Name of the reranking model', value: settings.rerankModel }))?.trim();
  if (model === undefined || model === '') return false;
  const known = await keys.get(baseUrl);
  const key = known ?? (isLocal(baseUrl) ? '' : await ask({ prompt: keyPrompt(baseUrl), password: true }));
  if (key === undefined) return false;
  await test(baseUrl, model, key.trim());
  if (key.trim() !== '') await keys.set(baseUrl, key.trim());
  await keep(baseUrl, model);
  void vscode.window.showInformationMessage(`${model} now puts the places in order.`);
  return true;
}

function keyPrompt(baseUrl: string): string {
  return `Key for ${serverGroup(baseUrl)}, kept in the secret store of VS Code. Empty: no key.`;
}

async function test(baseUrl: string, model: string, apiKey: string): Promise<void> {
  const reranker = httpReranker({ baseUrl, model, patienceMs: testMs, ...(apiKey === '' ? {} : { apiKey }) });
  const title = `Testing ${model} at ${serverGroup(baseUrl)}`;
  const order = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title },
    () => reranker.rerank(probe.query, probe.texts, AbortSignal.timeout(testMs)),
  );
  if (order[0] === 1) return;
  throw new EngineError('output-invalid', `${model} does not tell two simple texts apart.`, {
    hint: 'Check that it is a reranking model.',
  });
}

async function keep(baseUrl: string, model: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration('sightline');
  await settings.update('rerank.baseUrl', baseUrl, vscode.ConfigurationTarget.Global);
  await settings.update('rerank.model', model, vscode.ConfigurationTarget.Global);
  await settings.update('rerank.by', 'server', vscode.ConfigurationTarget.Global);
}
