import type { Evidence } from './answer.ts';
import type { AskRequest } from './engine.ts';
import type { EnglishWords } from './englishWords.ts';
import { EngineError } from './errors.ts';
import type { ChatMessage, ChatModel } from './model.ts';
import { schemaWords } from './output/generate.ts';
import { assemble } from './prompt/assemble.ts';
import { leftOutRow, packedOverheadTokens } from './prompt/codeParts.ts';
import type { Ledger } from './prompt/part.ts';
import { renderParts } from './prompt/render.ts';
import type { Packed } from './retrieval/packed.ts';
import type { WorkspaceIndex } from './retrieval/workspaceIndex.ts';
import type { Turn } from './session/session.ts';
import { untilStopped } from './stopping.ts';
import { promptBudget } from './tokens.ts';
import type { TurnMemories } from './turnMemories.ts';

/** What the history may take of a prompt: the code that the question is about is worth more. */
const historyShare = 0.3;
/** No single place may take more of a prompt than this, so that there is room for several. */
const hitShare = 0.25;
/** Memories are short and few; where the window is small, the code needs it more. */
const memoryShare = 0.15;

export interface Prompt {
  readonly messages: readonly ChatMessage[];
  readonly ledger: Ledger;
  /** Why it cannot be sent: the question alone is too long. */
  readonly refusal: EngineError | null;
}

interface Asked {
  readonly ports: Packer;
  readonly request: AskRequest;
  readonly earlier: readonly Turn[];
  readonly soFar: string;
  readonly englishWords: EnglishWords | null;
}

/** Lay out what was found as messages that fit the model's window, with the ledger of what became of each part. */
export async function promptFor(
  turn: Asked,
  found: { readonly model: ChatModel; readonly evidence: Evidence; readonly memories: TurnMemories },
): Promise<Prompt> {
  const { question, signal, schema, budgetTokens = Infinity } = turn.request;
  const { model, evidence, memories } = found;
  const windowTokens = model.windowTokens ?? (await untilStopped(findWindow(model, signal), signal));
  const inputTokens = Math.min(promptBudget(windowTokens).inputTokens, budgetTokens);
  const hitTokens = Math.floor(inputTokens * hitShare);
  const input = {
    question,
    evidence,
    profile: memories.profile,
    recalled: memories.recalled,
    history: turn.earlier,
    hitTokens,
    soFar: turn.soFar,
    ...searchedWith(turn.englishWords),
    ...(schema === undefined ? {} : { form: schemaWords(schema) }),
  };
  const capTokens = {
    history: Math.floor(inputTokens * historyShare),
    memory: Math.floor(inputTokens * memoryShare),
  };
  const options = { budgetTokens: inputTokens, capTokens };
  // What is left for the code is known when everything else is laid out.
  const others = assemble(renderParts({ ...input, packed: nothingPacked }), options).ledger.tokens;
  const packed = await pack(turn, evidence, inputTokens - others);
  const { messages, ledger, fits } = assemble(renderParts({ ...input, packed }), options);
  const rows = [...ledger.rows, ...(packed?.leftOut ?? []).map(leftOutRow)];
  return {
    messages,
    ledger: { ...ledger, rows },
    refusal: fits ? null : tooLong(ledger.tokens, inputTokens, model),
  };
}

const nothingPacked: Packed = { parts: [], tokens: 0, leftOut: [], warnings: [], hasMore: false };

/** Null where the index cannot: it says why in its log, and the hits themselves are the parts then. */
async function pack(
  { ports, request }: { readonly ports: Packer; readonly request: AskRequest },
  { hits }: Evidence,
  budgetTokens: number,
): Promise<Packed | null> {
  if (hits.length === 0 || budgetTokens <= 0) return nothingPacked;
  const { signal } = request;
  try {
    const asked = { hits, budgetTokens, overheadTokens: packedOverheadTokens };
    return await untilStopped(ports.index.pack(asked, signal), signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

interface Packer {
  readonly index: Pick<WorkspaceIndex, 'pack'>;
}

function searchedWith(english: EnglishWords | null): { searchedWith?: string } {
  if (english === null) return {};
  return { searchedWith: `searched together with ${english.words} (words by ${english.by})` };
}

async function findWindow(model: ChatModel, signal: AbortSignal): Promise<number | undefined> {
  return model.findWindow?.(signal);
}

function tooLong(tokens: number, budgetTokens: number, model: ChatModel): EngineError {
  return new EngineError(
    'prompt-too-large',
    `The question takes about ${tokens.toLocaleString('en-US')} tokens, and ${model.label} has room for ${budgetTokens.toLocaleString('en-US')}.`,
    { hint: 'Shorten the question, or choose a model with a larger window.' },
  );
}
