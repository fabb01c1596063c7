import type { IndexStatus } from '../engine/retrieval/status.ts';
import { unreachable } from '../engine/errors.ts';

/** The words of the status bar, and the longer ones of its tooltip. */
export function describeStatus(status: IndexStatus): { text: string; tooltip: string; isProblem: boolean } {
  const files = count(status.filesTotal, 'file');
  const details = [
    `${count(status.filesIndexed, 'file')} indexed, ${count(status.chunks, 'piece')} of code`,
    ...(status.role === 'reader' ? ['Another window or server keeps this index up to date.'] : []),
    ...status.warnings,
    'Click for actions.',
  ];
  const said = (text: string, isProblem = false): ReturnType<typeof describeStatus> => ({
    text,
    tooltip: `Sightline: ${details.join('\n')}`,
    isProblem,
  });
  if (status.isPaused && status.state !== 'ready') {
    return said(`$(debug-pause) ${progress(status)} · paused`);
  }
  switch (status.state) {
    case 'starting':
      return said('$(loading~spin) Sightline · starting');
    case 'indexing':
      return said(`$(loading~spin) ${progress(status)}`);
    case 'ready':
      return said(`$(database) ${files} · ${status.isPaused ? 'paused' : 'ready'}`);
    case 'failed':
      return said('$(warning) Sightline · index failed', true);
    default:
      return unreachable(status.state);
  }
}

function progress(status: IndexStatus): string {
  switch (status.phase) {
    case 'walk':
      return `${count(status.filesTotal, 'file')} found`;
    case 'parse':
      return `${count(status.filesTotal, 'file')} · ${number(status.filesParsed)} parsed`;
    case 'scan':
    case 'idle':
      return `${number(status.filesIndexed)} of ${count(status.filesTotal, 'file')}`;
    default:
      return unreachable(status.phase);
  }
}

/** `4,212 files`, `1 file`. */
export function count(amount: number, noun: string): string {
  return `${number(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

function number(amount: number): string {
  return amount.toLocaleString('en-US');
}
