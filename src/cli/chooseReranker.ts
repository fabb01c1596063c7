import { EngineError } from '../engine/errors.ts';
import type { Reranker } from '../engine/model.ts';
import { chooseModel } from './chooseModel.ts';
import type { CommandContext } from './command.ts';

export const rerankChoices = ['none', 'server', 'model'] as const;

/** How a person has a reranker put the places in order. */
export const howToRerank =
  'SIGHTLINE_RERANK_URL and SIGHTLINE_RERANK_MODEL (and SIGHTLINE_RERANK_KEY) name a server with a /rerank that puts ' +
  'the best places in order; SIGHTLINE_RERANK=model has the chat model do it.';

/**
 * What `--rerank` or the environment says, or null: the order is our own. A server that is named is used unless
 * something else is asked for.
 * @throws EngineError `wrong-use` where what is asked for is not set.
 */
export async function chooseReranker(context: CommandContext): Promise<Reranker | null> {
  const { environment } = context.terminal;
  const baseUrl = environment['SIGHTLINE_RERANK_URL'] ?? '';
  const model = environment['SIGHTLINE_RERANK_MODEL'] ?? '';
  const apiKey = environment['SIGHTLINE_RERANK_KEY'] ?? '';
  const asked = context.arguments.text('rerank') ?? environment['SIGHTLINE_RERANK'] ?? '';
  const chosen = asked === '' ? (baseUrl === '' ? 'none' : 'server') : asked;
  switch (chosen) {
    case 'none':
      return null;
    case 'server': {
      if (baseUrl === '' || model === '') throw wrong('No reranking server is named.');
      const { httpReranker } = await context.load();
      return httpReranker({ baseUrl, model, ...(apiKey === '' ? {} : { apiKey }) });
    }
    case 'model': {
      const named = await chooseModel(context);
      if (named === null) throw wrong('No model is connected that could rerank.');
      const { chatJudge } = await context.load();
      return chatJudge(await named.open(context.terminal.signal));
    }
    default:
      throw wrong(`"${chosen}" is none of ${rerankChoices.join(', ')}.`);
  }
}

function wrong(message: string): EngineError {
  return new EngineError('wrong-use', message, { hint: howToRerank });
}
