import { EngineError, toFailure } from './errors.ts';
import type { Memories, Remembered } from './memories.ts';

/**
 * "Remember that ..." as people type it, in the languages that the panel is most used in. What stands in the group is
 * the statement. A question ("Remember that bug?") is none.
 */
const commands: readonly RegExp[] = [
  /^(?:please,?\s+)?(?:remember|don't forget|keep in mind|note)(?:\s+that\b|\s+this)?\s*[:,]\s*([^]+)$/i,
  /^(?:please,?\s+)?(?:remember|don't forget|keep in mind|note)\s+that\s+([^]+)$/i,
  /^(?:please,?\s+)?remember\s+((?:we|i|our|my|the|to|always|never|not)\b[^]+)$/i,
  /^(?:bitte\s+)?merk(?:e)?\s+dir(?:\s+bitte)?\s*[:,]?\s*(?:dass\s+)?([^]+)$/i,
  /^(?:souviens-toi|retiens|note)\s+(?:bien\s+)?(?:que\s+|qu'|:\s*)([^]+)$/i,
  /^recuerda\s+(?:que\s+|:\s*)([^]+)$/i,
  /^ricorda(?:ti)?\s+(?:che\s+|:\s*)([^]+)$/i,
  /^lembr[ea](?:-se)?\s+(?:de\s+)?(?:que\s+|:\s*)([^]+)$/i,
  /^запомни[,:]?\s+(?:что\s+)?([^]+)$/i,
  /^(?:请)?(?:记住|記住)[：:，,]?\s*([^]+)$/,
  /^기억해(?:\s?줘|\s?주세요)?[:：,]?\s*([^]+)$/,
  /^([^]+?)(?:을|를|라는 것을|(?<=[다라])고)?\s*기억해(?:\s?줘|\s?주세요)?[.!]?$/,
  /^([^]+?)(?:を|と|ことを)?覚えて(?:おいて)?(?:ください)?[。！!.]?$/,
];

/** The statement that a message asks to remember, or null where it asks for something else. */
export function statementToRemember(message: string): string | null {
  const text = message.trim();
  if (/[?？]\s*$/.test(text)) return null;
  for (const command of commands) {
    const statement = command.exec(text)?.[1]?.trim();
    if (statement !== undefined && statement !== '') return statement;
  }
  return null;
}

/** Remember it, as said by the user or the agent that asks, and tell in Markdown what became of it. What is refused is told, not thrown. */
export async function answerRemember(
  memories: Memories,
  statement: string,
  askedBy?: string,
): Promise<string> {
  try {
    return tell(
      await memories.remember({
        text: statement,
        by: askedBy === undefined ? 'user' : 'agent',
        byName: askedBy,
      }),
    );
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'memory-refused') throw error;
    const { message, hint } = toFailure(error);
    return `**Not remembered.** ${message} ${hint ?? ''}`.trim();
  }
}

function tell({ memory, outcome, related }: Remembered): string {
  const whose = {
    user: 'yours, in every workspace',
    workspace: 'for this workspace',
    team: 'for this workspace and its team',
  }[memory.scope];
  const head = outcome === 'added' ? 'Remembered' : 'That was known, and is surer now';
  const contradictions = related.filter(({ kind }) => kind === 'contradiction').slice(0, 3);
  return [
    `**${head}** (${memory.kind}, ${whose}):`,
    quote(memory.text),
    ...(contradictions.length === 0
      ? []
      : ['It may contradict what is remembered already; both are kept until you edit or forget one:']),
    ...contradictions.map((one) => `${quote(one.memory.text)}\n>\n> (${one.why})`),
  ].join('\n\n');
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
