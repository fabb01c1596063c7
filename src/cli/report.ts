import { EngineError } from '../engine/errors.ts';
import { paintFor, withoutControls } from './terminal.ts';
import type { Output } from './terminal.ts';

/** Say on stderr what went wrong and what to do. The only place where a failure becomes words. */
export function reportFailure(to: Output, failure: { message: string; hint?: string | undefined }): void {
  const paint = paintFor(to);
  to.write(`${paint.red('sightline:')} ${withoutControls(failure.message)}\n`);
  if (failure.hint !== undefined) to.write(`${withoutControls(failure.hint)}\n`);
}

/** Notes that do not spoil the answer. */
export function reportWarnings(to: Output, warnings: readonly string[]): void {
  const paint = paintFor(to);
  for (const warning of new Set(warnings)) to.write(`${paint.yellow('note:')} ${withoutControls(warning)}\n`);
}

/** One JSON value, and a line end. */
export function printJson(to: Output, value: unknown): void {
  to.write(`${JSON.stringify(value, null, to.isTerminal ? 2 : undefined)}\n`);
}

/** Of what a command throws: was it wrongly called, or did it fail? */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof EngineError && error.kind === 'wrong-use' ? 2 : 1;
}
