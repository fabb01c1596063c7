import { readModelList } from './listModels.ts';

/** A local server that answers: its product, its address as it would be connected, and the models that can chat. */
export interface FoundServer {
  readonly name: string;
  readonly baseUrl: string;
  readonly models: string[];
}

export interface UsualPort {
  readonly name: string;
  readonly port: number;
  /** Hardly anything else listens there: the port alone tells the product. */
  readonly isTelling: boolean;
}

export const usualPorts: readonly UsualPort[] = [
  { name: 'Ollama', port: 11434, isTelling: true },
  { name: 'LM Studio', port: 1234, isTelling: true },
  { name: 'llama.cpp', port: 8080, isTelling: false },
  { name: 'vLLM', port: 8000, isTelling: false },
];

/** What products call the owner of their models. */
const products: Readonly<Record<string, string>> = {
  library: 'Ollama',
  organization_owner: 'LM Studio',
  llamacpp: 'llama.cpp',
  vllm: 'vLLM',
};

/**
 * A refused connection answers within a millisecond and a list of models within ten; what takes longer than this on
 * one's own machine is not a model server, or too busy to be offered.
 */
const probeMs = 1_500;

/**
 * Look for model servers on this machine, at the ports they usually have, all at once. A server without a model is
 * not offered: nothing could be asked. Nothing is sent but `GET /v1/models`, and no key. Never throws; stopped by the
 * signal, it gives what it has.
 *
 * @returns In the order of the ports.
 */
export async function findLocalServers(
  signal: AbortSignal,
  ports: readonly UsualPort[] = usualPorts,
): Promise<readonly FoundServer[]> {
  const found = await Promise.all(ports.map((port) => probe(port, signal)));
  return found.filter((server) => server !== null);
}

async function probe(usual: UsualPort, signal: AbortSignal): Promise<FoundServer | null> {
  const baseUrl = `http://127.0.0.1:${usual.port}/v1`;
  try {
    const { models, ownedBy } = await readModelList({ baseUrl }, { limitMs: probeMs, signal });
    if (models.length === 0) return null;
    const name = products[ownedBy] ?? (usual.isTelling ? usual.name : 'OpenAI-compatible server');
    return { name, baseUrl, models: models.map(({ id }) => id) };
  } catch {
    // Nothing there, or something else: not a server to offer.
    return null;
  }
}
