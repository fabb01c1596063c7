import type { CommandContext } from './command.ts';

/** A line that is rewritten on a terminal; elsewhere one line for each step. */
export function progressOn({ terminal: { err } }: CommandContext) {
  let step = '';
  return {
    onStep(text: string): void {
      step = text;
      if (!err.isTerminal) err.write(`${text}\n`);
    },
    onProgress(done: number, total: number): void {
      const count = `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`;
      if (err.isTerminal) err.write(`\r${`${step}: ${count}`.slice(0, err.columns - 1)}\u001b[K`);
    },
    clear(): void {
      if (err.isTerminal) err.write('\r\u001b[K');
    },
  };
}
