import type { Evidence } from '../answer.ts';
import type { Packed } from '../retrieval/packed.ts';
import type { Turn } from '../session/session.ts';
import { estimateTokens } from '../tokens.ts';
import type { Tokens } from '../tokens.ts';
import { hitPart, packedPart } from './codeParts.ts';
import { historyParts } from './history.ts';
import { memoryParts, type PromptMemory } from './memoryParts.ts';
import type { Part } from './part.ts';
import { systemPrompt } from './systemPrompt.ts';

export interface PromptInput {
  readonly question: string;
  readonly evidence: Evidence;
  /** Memories that every prompt begins with. */
  readonly profile?: readonly PromptMemory[];
  /** Memories that this question recalls, best first. */
  readonly recalled?: readonly PromptMemory[];
  /** The turns before this question, oldest first. */
  readonly history: readonly Turn[];
  /** The places of the evidence as they were packed; null: each hit is a part of its own. */
  readonly packed: Packed | null;
  /** Where they were not packed, a longer hit is cut to this, around the lines that matter most. */
  readonly hitTokens: Tokens;
  /** What the model has said already of its answer, which it shall go on with. */
  readonly soFar?: string;
  /** With what the question was searched for, as a reason. */
  readonly searchedWith?: string;
  /** What the answer must be, where it is not Markdown. */
  readonly form?: string;
}

/**
 * Everything that a prompt could hold, in prompt order: system, history, what was searched, the places found, the
 * question. `assemble` decides what stays. Workspace text stands between lines that carry a mark which occurs in no
 * hit and no question, so that no file can end its own block or begin another.
 */
export function renderParts(input: PromptInput): readonly Part[] {
  const {
    question,
    evidence,
    packed,
    profile = [],
    recalled = [],
    history,
    hitTokens,
    soFar = '',
    form,
  } = input;
  const mark = freeMark([
    question,
    ...evidence.warnings,
    ...recalled.map(wordsOf),
    ...(packed === null ? evidence.hits : packed.parts).map(({ path, text, reasons }) =>
      [path, text, ...reasons].join('\n'),
    ),
  ]);
  return [
    systemPart(),
    // Its mark rests on its own words alone, so that a question does not change the prefix.
    ...memoryParts(profile, { mark: freeMark(profile.map(wordsOf), 'profile'), isProfile: true }),
    ...(form === undefined ? [] : [formPart(form)]),
    ...historyParts(history),
    ...memoryParts(recalled, { mark, isProfile: false }),
    ...coverageParts(evidence),
    ...(packed === null
      ? evidence.hits.map((hit, rank) => hitPart(hit, { rank, mark, hitTokens }))
      : packed.parts.map((part, rank) => packedPart(part, { rank, mark }))),
    questionPart(question, input.searchedWith),
    ...(soFar === '' ? [] : goOnParts(soFar)),
  ];
}

function wordsOf({ text, by, places }: PromptMemory): string {
  return [text, by, ...places].join('\n');
}

function systemPart(): Part {
  return {
    id: 'system',
    kind: 'system',
    title: 'How to answer',
    source: 'sightline',
    reasons: ['tells the model how to answer and cite'],
    isRequired: true,
    priority: 1000,
    role: 'system',
    text: systemPrompt,
  };
}

/** Behind the standing instructions, so that those stay the longest common beginning of all prompts. */
function formPart(form: string): Part {
  return {
    id: 'form',
    kind: 'system',
    title: 'Form of the answer',
    source: 'the schema',
    reasons: ['tells the model what its answer must be'],
    isRequired: true,
    priority: 1000,
    role: 'system',
    text: `Form of this answer, in place of the above\n${form}`,
  };
}

function questionPart(question: string, searchedWith: string | undefined): Part {
  return {
    id: 'question',
    kind: 'question',
    title: 'Your question',
    source: 'you',
    reasons: ['what you asked', ...(searchedWith === undefined ? [] : [searchedWith])],
    isRequired: true,
    priority: 1000,
    role: 'user',
    text: question,
  };
}

/** The end of the half answer, and the wish for the rest: a model joins on to the last words it sees as its own. */
function goOnParts(soFar: string): readonly Part[] {
  const end = soFar.slice(-joinCharacters);
  const shared = { kind: 'question', source: 'this chat', isRequired: true, priority: 1000 } as const;
  return [
    {
      ...shared,
      id: 'so-far',
      title: 'The answer so far',
      reasons: ['goes on from here'],
      role: 'assistant',
      text: end,
      ...(end === soFar ? {} : { full: { tokens: estimateTokens(soFar), cut: 'its end' } }),
    },
    {
      ...shared,
      id: 'go-on',
      title: 'Go on',
      reasons: ['asks for the rest of the answer'],
      role: 'user',
      text: goOnWords,
    },
  ];
}

/** About 1,500 tokens: enough to go on in the same list, code block or sentence. */
const joinCharacters = 6_000;
const goOnWords =
  'Your answer was cut off. Write what comes next, from the very character where it ended. ' +
  'Do not repeat anything, and do not say that you go on.';

/** Says what was not looked at, so that a model does not take "not found yet" for "not there". */
function coverageParts({ hits, coverage, warnings }: Evidence): readonly Part[] {
  const { filesIndexed, filesTotal } = coverage;
  const notes = [
    ...(filesIndexed < filesTotal
      ? [`Only ${filesIndexed} of ${filesTotal} files of the workspace have been searched so far.`]
      : []),
    ...(hits.length === 0 ? ['The search found no place in the workspace for this question.'] : []),
    ...warnings,
  ];
  if (notes.length === 0) return [];
  return [
    {
      id: 'coverage',
      kind: 'code',
      title: 'What was searched',
      source: 'index',
      reasons: ['tells the model what it was not shown'],
      isRequired: false,
      priority: 999,
      role: 'user',
      text: `Note on the search: ${notes.join(' ')}`,
    },
  ];
}

/** The first of `workspace-1`, `workspace-2` ... that occurs in none of the texts. */
export function freeMark(texts: readonly string[], word = 'workspace'): string {
  for (let number = 1; ; number++) {
    const mark = `${word}-${number}`;
    if (!texts.some((text) => text.includes(mark))) return mark;
  }
}
