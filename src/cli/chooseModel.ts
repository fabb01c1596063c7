import type { ChatModel } from '../engine/model.ts';
import { EngineError } from '../engine/errors.ts';
import type { CommandContext, Composition, LocalServer, ModelProfile } from './command.ts';

/** How a person connects a model from the command line. */
export const howToConnect =
  'To have a model answer: set SIGHTLINE_MODEL to its name, and OPENAI_BASE_URL to its server ' +
  '(or OPENAI_API_KEY for api.openai.com). Local servers on their usual ports are found by themselves.';

export type ModelSettings =
  | { readonly kind: 'none' }
  /** Complete: a server and a model. */
  | { readonly kind: 'profile'; readonly profile: ModelProfile }
  /** A model, but no server: one on this machine may have it. */
  | { readonly kind: 'named'; readonly model: string };

/**
 * What the environment and `--model` say. A key alone connects nothing: it may be there for other programs, and
 * nothing is sent that was not asked for.
 */
export function modelSettings(
  environment: Readonly<Record<string, string | undefined>>,
  named: string | undefined,
): ModelSettings {
  const model = named || environment['SIGHTLINE_MODEL'];
  const apiKey = environment['OPENAI_API_KEY'];
  const baseUrl = environment['OPENAI_BASE_URL'] || (apiKey ? 'https://api.openai.com/v1' : undefined);
  if (!model) return { kind: 'none' };
  if (baseUrl === undefined) return { kind: 'named', model };
  return { kind: 'profile', profile: { baseUrl, model, ...(apiKey ? { apiKey } : {}) } };
}

/** A model that is named. Its server may have to be looked for, which is done when it is opened. */
export interface NamedModel {
  readonly label: string;
  /** @throws `EngineError` `model-missing` where no server on this machine has it. */
  open(signal: AbortSignal): Promise<ChatModel>;
}

/** The model that answers, or null where none is set. */
export async function chooseModel(context: CommandContext): Promise<NamedModel | null> {
  const settings = modelSettings(context.terminal.environment, context.arguments.text('model'));
  if (settings.kind === 'none') return null;
  const composition = await context.load();
  if (settings.kind === 'profile') {
    const model = composition.openAiModel(settings.profile);
    return { label: model.label, open: async () => model };
  }
  return { label: settings.model, open: (signal) => findModel(settings.model, composition, signal) };
}

async function findModel(
  model: string,
  { openAiModel, findLocalServers }: Composition,
  signal: AbortSignal,
): Promise<ChatModel> {
  const servers = await findLocalServers(signal);
  const server = servers.find((one) => one.models.includes(model));
  if (server !== undefined) return openAiModel({ baseUrl: server.baseUrl, model });
  throw new EngineError('model-missing', `No model server on this machine has ${model}.`, {
    hint: offered(servers),
  });
}

function offered(servers: readonly LocalServer[]): string {
  const models = servers.flatMap((server) => server.models);
  if (models.length === 0) return `Start a model server, or set OPENAI_BASE_URL to one that runs elsewhere.`;
  return `These are there: ${models.slice(0, 12).join(', ')}.`;
}
