import { EngineError } from '../engine/errors.ts';
import { listModels, readModelList } from './listModels.ts';
import type { ServerProfile } from './listModels.ts';
import { openAiModel } from './openAiModel.ts';

/** A model may have to be loaded from disk before its first word. */
const firstWordMs = 60_000;
const lookMs = 2_000;

/**
 * Ask a model for a word, to see that server, key and model work. Resolves with the first sign of an answer.
 * Throws an `EngineError` that says exactly what is wrong: where the model is not there, its hint names those that
 * are; where the address lacks its `/v1`, the hint names the address that works. Or the signal's reason.
 */
export async function testConnection(
  profile: ServerProfile & { readonly model: string; readonly signal: AbortSignal },
): Promise<void> {
  const { baseUrl, apiKey, model, signal } = profile;
  const asked = openAiModel({
    baseUrl,
    model,
    ...(apiKey ? { apiKey } : {}),
    timeLimits: { firstTokenMs: firstWordMs },
    // A person waits and can press again: one more try, not two.
    retryLimits: { tries: 2 },
  });
  try {
    for await (const event of asked.stream([{ role: 'user', content: 'Say OK.' }], {
      signal,
      maxOutputTokens: 16,
    })) {
      if (event.kind === 'text' || event.kind === 'reasoning' || event.kind === 'end') return;
    }
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'model-missing') throw error;
    throw new EngineError(error.kind, error.message, { hint: await betterHint(profile, error.hint) });
  }
}

async function betterHint(
  profile: ServerProfile & { readonly signal: AbortSignal },
  hint = '',
): Promise<string> {
  const { baseUrl, signal } = profile;
  try {
    const ids = (await listModels(profile)).map(({ id }) => id);
    const more = ids.length > 8 ? ` and ${ids.length - 8} more` : '';
    return `It has ${ids.slice(0, 8).join(', ')}${more}.`;
  } catch {
    if (/\/v\d+\/?$/.test(baseUrl)) return hint;
  }
  const longer = `${baseUrl.replace(/\/+$/, '')}/v1`;
  try {
    await readModelList({ ...profile, baseUrl: longer }, { limitMs: lookMs, signal });
    return `Use the address ${longer}.`;
  } catch {
    return hint;
  }
}
