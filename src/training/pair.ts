import type { TermCounts } from './terms.ts';

/** Something that a person wrote about a piece of code, and the code without it. */
export interface Pair {
  readonly kind: PairKind;
  readonly question: readonly string[];
  /** What the code is called: its symbol and what it lies in. */
  readonly name: readonly string[];
  readonly path: readonly string[];
  readonly body: TermCounts;
}

export const pairKinds = ['doc', 'class', 'comment', 'section', 'change'] as const;
export type PairKind = (typeof pairKinds)[number];

/** One line of text per pair: readable in a pager, and quick to read back. */
export function printPair({ kind, question, name, path, body }: Pair): string {
  const counted = [...body].map(([term, count]) => (count === 1 ? term : `${term}:${count}`));
  return [kind, question.join(' '), name.join(' '), path.join(' '), counted.join(' ')].join('\t');
}

export function parsePair(line: string): Pair {
  const [kind = '', question = '', name = '', path = '', body = ''] = line.split('\t');
  const words = (text: string): string[] => (text === '' ? [] : text.split(' '));
  return {
    kind: kindOf(kind),
    question: words(question),
    name: words(name),
    path: words(path),
    body: new Map(
      words(body).map((counted) => {
        const [term = '', count = '1'] = counted.split(':');
        return [term, Number(count)];
      }),
    ),
  };
}

export function kindOfLine(line: string): PairKind {
  return kindOf(line.slice(0, line.indexOf('\t')));
}

function kindOf(text: string): PairKind {
  return pairKinds.find((known) => known === text) ?? 'doc';
}
