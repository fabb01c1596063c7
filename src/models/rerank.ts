import * as z from 'zod';
import { EngineError } from '../engine/errors.ts';
import type { Reranker } from '../engine/model.ts';
import { isLocalAddress, publicAddress, serverName } from './address.ts';
import type { Target } from './failure.ts';
import { getJson } from './getJson.ts';

export interface RerankerOptions {
  /** What `/rerank` is appended to; usually ends with `/v1` or `/v2`. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string;
  readonly depth?: number;
  readonly patienceMs?: number;
}

/** Texts in one call: three pages of hits. Judgement: no reranking model can be had where this is tested. */
const defaultDepth = 30;
/** A person waits for the answer: past this the places are shown in our own order. */
const defaultPatienceMs = 5_000;

/** Cohere, Jina, Voyage, vLLM, llama.cpp: `results`; text-embeddings-inference: the list alone, with `score`. */
const resultSchema = z
  .object({ index: z.int().min(0), relevance_score: z.number().optional(), score: z.number().optional() })
  .transform(({ index, relevance_score, score }) => ({ index, score: relevance_score ?? score ?? 0 }));
const answerSchema = z.union([
  z.array(resultSchema),
  z.object({ results: z.array(resultSchema) }).transform(({ results }) => results),
  z.object({ data: z.array(resultSchema) }).transform(({ data }) => data),
]);

/** A reranking model behind any server with a `/rerank` in the shape of Cohere and Jina. */
export function httpReranker(options: RerankerOptions): Reranker {
  const { baseUrl, model, apiKey, depth = defaultDepth, patienceMs = defaultPatienceMs } = options;
  const target: Target = { baseUrl, model, ...(apiKey === undefined ? {} : { apiKey }) };
  const place = isLocalAddress(baseUrl) ? 'Local' : serverName(baseUrl).replace(/^https?:\/\//, '');
  return {
    id: `${publicAddress(baseUrl)}#${model}`,
    label: `${place} · ${model}`,
    depth,
    patienceMs,
    rerank: async (query, documents, signal) => {
      const body = { model, query, documents, top_n: documents.length, return_documents: false };
      const url = `${baseUrl.replace(/\/+$/, '')}/rerank`;
      const answer = await ask(url, target, { limitMs: patienceMs, signal, body });
      const parsed = answerSchema.safeParse(answer);
      if (!parsed.success) throw notAnOrder(baseUrl, answer);
      return parsed.data.sort((a, b) => b.score - a.score || a.index - b.index).map(({ index }) => index);
    },
  };
}

async function ask(url: string, target: Target, limits: Parameters<typeof getJson>[2]): Promise<unknown> {
  try {
    return await getJson(url, target, limits);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'model-missing') throw error;
    throw new EngineError('model-missing', error.message.replace('chat API', '/rerank'), {
      hint: 'Check the address and the name of the reranking model.',
    });
  }
}

function notAnOrder(baseUrl: string, answer: unknown): EngineError {
  return new EngineError('output-invalid', `What ${serverName(baseUrl)} answered is no list of scores.`, {
    hint: 'Check the address: its /rerank must answer as those of Cohere and Jina do.',
    rawText: JSON.stringify(answer)?.slice(0, 2_000) ?? '',
  });
}
