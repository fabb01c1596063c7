import * as z from 'zod';
import { isLocalAddress } from './address.ts';
import type { Target } from './failure.ts';
import { getJson } from './getJson.ts';
import { readModelList } from './listModels.ts';

/**
 * Local servers give a model far less room than it was trained for, and cut longer prompts without a word. What they
 * give it unless told otherwise: 4,096 tokens (Ollama below 24 GB of video memory, LM Studio).
 */
const localDefaultTokens = 4_096;
/** Hosted chat models take this at least. Where they take more, nothing is lost: the code found rarely needs it. */
const hostedDefaultTokens = 32_768;
/** It delays the question, so it is kept short; a local server answers within milliseconds. */
const askMs = 1_000;

const psSchema = z.looseObject({
  models: z.array(z.looseObject({ model: z.string(), context_length: z.number().nullish() })).nullable(),
});
const studioSchema = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      state: z.string().nullish(),
      loaded_context_length: z.number().nullish(),
    }),
  ),
});
const propsSchema = z.looseObject({ default_generation_settings: z.looseObject({ n_ctx: z.number() }) });

/**
 * How many tokens a model takes in all: what its server says of the running model, or lists; else what such servers
 * give by default. Never throws: a server that does not answer will be told by the question itself.
 */
export async function findWindow(target: Target, signal: AbortSignal): Promise<number> {
  const isLocal = isLocalAddress(target.baseUrl);
  const fallback = isLocal ? localDefaultTokens : hostedDefaultTokens;
  const list = await orNull(readModelList(target, { limitMs: askMs, signal }));
  if (list === null) return fallback;
  const running = isLocal ? await askRunning(list.ownedBy, target, signal) : null;
  if (running !== null) return running;
  return list.models.find(({ id }) => id === target.model)?.windowTokens ?? fallback;
}

/** Each product tells the window of a running model in its own place. Null where it does not. */
async function askRunning(ownedBy: string, target: Target, signal: AbortSignal): Promise<number | null> {
  const root = target.baseUrl.replace(/\/v1\/?$/, '');
  const ask = async <T>(path: string, schema: z.ZodType<T>): Promise<T | null> => {
    const body = await orNull(getJson(`${root}${path}`, target, { limitMs: askMs, signal }));
    const parsed = schema.safeParse(body);
    return parsed.success ? parsed.data : null;
  };
  switch (ownedBy) {
    case 'library': {
      const running = await ask('/api/ps', psSchema);
      return (
        running?.models?.find(({ model }) => sameOllamaModel(model, target.model))?.context_length ?? null
      );
    }
    case 'organization_owner': {
      const running = await ask('/api/v0/models', studioSchema);
      return running?.data.find(({ id }) => id === target.model)?.loaded_context_length ?? null;
    }
    case 'llamacpp':
      return (await ask('/props', propsSchema))?.default_generation_settings.n_ctx ?? null;
    default:
      return null;
  }
}

/** Ollama takes `qwen3` for `qwen3:latest`. */
function sameOllamaModel(a: string, b: string): boolean {
  return a.replace(/:latest$/, '') === b.replace(/:latest$/, '');
}

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch {
    return null;
  }
}
