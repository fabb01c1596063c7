import type { NotableSymbol } from '../engine/retrieval/workspaceIndex.ts';

const callable = new Set(['function', 'method', 'constructor', 'macro']);
const shapes = new Set(['class', 'interface', 'struct', 'trait', 'type', 'enum']);

/**
 * Up to three questions drawn from the workspace's own symbols, one of each kind where it has them: what a function
 * does, how a class works, where something is used. No two about the same file, where that can be had.
 */
export function exampleQuestions(symbols: readonly NotableSymbol[]): string[] {
  const used: NotableSymbol[] = [];
  const take = (fits: (symbol: NotableSymbol) => boolean): NotableSymbol | undefined => {
    const free = symbols.filter((symbol) => !used.includes(symbol) && fits(symbol));
    const found = free.find(({ path }) => used.every((other) => other.path !== path)) ?? free[0];
    if (found !== undefined) used.push(found);
    return found;
  };
  const questions: string[] = [];
  const called = take(({ kind }) => callable.has(kind));
  if (called) questions.push(`What does \`${called.symbol}\` do, and who calls it?`);
  const shape = take(({ kind }) => shapes.has(kind));
  if (shape) questions.push(`How does \`${shape.symbol}\` work, and where is it used?`);
  for (const ask of [
    (name: string) => `What depends on \`${name}\`?`,
    (name: string) => `Where is \`${name}\` defined, and why?`,
    (name: string) => `Explain \`${name}\` and the code around it.`,
  ]) {
    if (questions.length === 3) break;
    const any = take(() => true);
    if (any) questions.push(ask(any.symbol));
  }
  return questions;
}
