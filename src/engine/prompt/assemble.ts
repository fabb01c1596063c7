import type { ChatMessage } from '../model.ts';
import { estimateTokens } from '../tokens.ts';
import type { Tokens } from '../tokens.ts';
import { describeRedactions, passFirewall } from './firewall.ts';
import type { Redaction } from './firewall.ts';
import type { Ledger, LedgerRow, Part, PartKind } from './part.ts';

export interface AssembleOptions {
  /** Tokens for the whole prompt; the reply's reserve is already taken off. */
  readonly budgetTokens: Tokens;
  /** No more than this for all parts of a kind that are not required. */
  readonly capTokens?: Partial<Record<PartKind, Tokens>>;
}

export interface Assembly {
  readonly messages: readonly ChatMessage[];
  /** One row for each part, in the order of the parts. The rows' tokens add up to the ledger's. */
  readonly ledger: Ledger;
  /** False: the required parts alone are longer than the budget. */
  readonly fits: boolean;
}

/** Each part pays for the line breaks or the marks of a message around it: models use about four tokens for those. */
const overheadTokens = 4;

/**
 * Choose the parts that fit the budget and lay them out as model messages. Required parts are always kept; the others
 * leave in order of priority, lowest first, whole groups at once. Of the history nothing older stays than what left.
 * Every part passes the firewall here, the only way to a prompt. Neighbours with the same role become one message.
 *
 * @param parts   In reading order, which the result preserves: the same parts give the same bytes.
 * @throws        Never. If the required parts alone are too long, `fits` is false, and nothing else is kept.
 */
export function assemble(parts: readonly Part[], options: AssembleOptions): Assembly {
  const candidates = parts.map((part) => {
    const passed = passFirewall(part);
    return { ...passed, tokens: estimateTokens(passed.part.text) + overheadTokens };
  });
  const kept = choose(candidates, options);
  const rows = candidates.map((candidate) => row(candidate, kept.has(candidate)));
  const tokens = rows.reduce((sum, { tokens: own }) => sum + own, 0);
  return {
    messages: layOut(candidates.filter((candidate) => kept.has(candidate)).map(({ part }) => part)),
    ledger: { rows, tokens, budgetTokens: options.budgetTokens },
    fits: tokens <= options.budgetTokens,
  };
}

interface Candidate {
  readonly part: Part;
  readonly redactions: readonly Redaction[];
  readonly tokens: Tokens;
}

function choose(
  candidates: readonly Candidate[],
  { budgetTokens, capTokens = {} }: AssembleOptions,
): ReadonlySet<Candidate> {
  const kept = new Set(candidates.filter(({ part }) => part.isRequired));
  let left = budgetTokens - sumTokens([...kept]);
  const leftOfKind = new Map(Object.entries(capTokens));
  let isHistoryBroken = false;
  for (const group of groupsByPriority(candidates)) {
    const { kind } = group[0].part;
    const cost = sumTokens(group);
    const room = Math.min(left, leftOfKind.get(kind) ?? left);
    if (cost > room || (kind === 'history' && isHistoryBroken)) {
      if (kind === 'history') isHistoryBroken = true;
      continue;
    }
    for (const member of group) kept.add(member);
    left -= cost;
    const cap = leftOfKind.get(kind);
    if (cap !== undefined) leftOfKind.set(kind, cap - cost);
  }
  return kept;
}

type Group = [Candidate, ...Candidate[]];

/** Parts that are not required, in groups, highest priority first; equals in reading order. */
function groupsByPriority(candidates: readonly Candidate[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const candidate of candidates) {
    const { part } = candidate;
    if (part.isRequired) continue;
    const key = part.group === undefined ? `part ${part.id}` : `group ${part.group}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [candidate]);
    else group.push(candidate);
  }
  const priorityOf = (group: Group): number => Math.max(...group.map(({ part }) => part.priority));
  return [...groups.values()].sort((a, b) => priorityOf(b) - priorityOf(a));
}

function sumTokens(candidates: readonly Candidate[]): Tokens {
  return candidates.reduce((sum, { tokens }) => sum + tokens, 0);
}

function row({ part, redactions, tokens }: Candidate, isKept: boolean): LedgerRow {
  const notes = [
    ...(isKept ? [] : ['no room within the budget']),
    ...(redactions.length === 0 ? [] : [describeRedactions(redactions)]),
    ...(part.full === undefined || !isKept ? [] : [`shortened to ${part.full.cut}`]),
  ];
  return {
    id: part.id,
    kind: part.kind,
    title: part.title,
    source: part.source,
    reasons: [...part.reasons],
    state: stateOf(part, { isKept, isRedacted: redactions.length > 0 }),
    tokens: isKept ? tokens : 0,
    fullTokens: Math.max(tokens, part.full?.tokens ?? 0),
    ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
  };
}

function stateOf(
  part: Part,
  { isKept, isRedacted }: { isKept: boolean; isRedacted: boolean },
): LedgerRow['state'] {
  if (!isKept) return 'left-out';
  if (isRedacted) return 'redacted';
  return part.full === undefined ? 'kept' : 'shortened';
}

function layOut(parts: readonly Part[]): readonly ChatMessage[] {
  const messages: { role: ChatMessage['role']; content: string }[] = [];
  for (const { role, text } of parts) {
    const last = messages.at(-1);
    if (last?.role === role) last.content += `\n\n${text}`;
    else messages.push({ role, content: text });
  }
  return messages;
}
