import * as z from 'zod';
import { EngineError } from '../engine/errors.ts';
import { serverName } from './address.ts';
import type { Target } from './failure.ts';
import { getJson } from './getJson.ts';

/** A server, and what is needed to ask it. */
export interface ServerProfile {
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  readonly model?: string | undefined;
}

export interface ListedModel {
  readonly id: string;
  /** Tokens the model takes in all, where its server says so. */
  readonly windowTokens?: number;
}

export interface ModelList {
  readonly models: readonly ListedModel[];
  /** `owned_by` of the first model: tells local products apart. */
  readonly ownedBy: string;
}

/** Where servers put the window: vLLM, OpenRouter, Groq, Mistral, llama.cpp. */
const modelSchema = z.looseObject({
  id: z.string(),
  owned_by: z.string().nullish(),
  max_model_len: z.number().nullish(),
  context_length: z.number().nullish(),
  context_window: z.number().nullish(),
  max_context_length: z.number().nullish(),
  meta: z.looseObject({ n_ctx: z.number().nullish() }).nullish(),
});

/** Ollama sends `null` where it has no model; some servers leave the envelope away. */
const listSchema = z.union([
  z.looseObject({ data: z.array(modelSchema).nullable() }).transform(({ data }) => data ?? []),
  z.array(modelSchema),
]);

/** A list of models is answered from memory; ten seconds allow for a far server and a slow network. */
const listMs = 10_000;

/** Models that cannot chat, by the names that their makers give them. */
const notForChat =
  /embed|rerank|whisper|(?:^|[-/])tts|dall-e|moderation|transcribe|gpt-image|stable-diffusion/i;

/**
 * The models of a server that can chat, in the server's order. Throws `EngineError`: `model-missing` where it has
 * none, otherwise as a chat would fail; or the signal's reason.
 */
export async function listModels(
  profile: ServerProfile & { readonly signal: AbortSignal },
): Promise<readonly ListedModel[]> {
  const { models } = await readModelList(profile, { limitMs: listMs, signal: profile.signal });
  if (models.length > 0) return models;
  throw new EngineError('model-missing', `The server at ${serverName(profile.baseUrl)} has no model.`, {
    hint: 'Load a model there first, for example with `ollama pull qwen3`.',
  });
}

/** As `listModels`, but an empty list is an answer too. */
export async function readModelList(
  { baseUrl, apiKey, model = '' }: ServerProfile,
  limits: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<ModelList> {
  const target: Target = { baseUrl, model, apiKey };
  const parsed = listSchema.safeParse(await getJson(`${baseUrl.replace(/\/+$/, '')}/models`, target, limits));
  if (!parsed.success) {
    throw new EngineError(
      'model-refused',
      `The server at ${serverName(baseUrl)} does not list its models as OpenAI's API does.`,
      { hint: 'Check the address: it usually ends with /v1.' },
    );
  }
  const models = parsed.data
    .filter(({ id }) => !notForChat.test(id))
    .map((listed) => {
      const windowTokens = windowOf(listed);
      return { id: listed.id, ...(windowTokens === undefined ? {} : { windowTokens }) };
    });
  return { models, ownedBy: parsed.data[0]?.owned_by ?? '' };
}

function windowOf(listed: z.infer<typeof modelSchema>): number | undefined {
  const { max_model_len, context_length, context_window, max_context_length, meta } = listed;
  const window = max_model_len ?? context_length ?? context_window ?? max_context_length ?? meta?.n_ctx;
  return typeof window === 'number' && window > 0 ? Math.floor(window) : undefined;
}
