import type { MemoryContent } from '../mcp/memoryContent.ts';
import { withoutControls, type Paint } from './terminal.ts';

/** Memories for a person: the words first, then what they are, whose, what they rest on, and why they are shown. */
export function renderMemories(
  memories: readonly (MemoryContent & { readonly reasons?: readonly string[] })[],
  paint: Paint,
): string {
  return memories.map((memory) => renderMemory(memory, paint).join('\n')).join('\n\n');
}

function renderMemory(
  memory: MemoryContent & { readonly reasons?: readonly string[] },
  paint: Paint,
): string[] {
  const { id, text, kind, scope, createdAt, origins, evidence, stale, supersededBy, expiresAt, reasons } =
    memory;
  const by = [...new Set(origins.map((origin) => origin.name ?? origin.by))].join(', ');
  const marks = [
    ...(stale ? [paint.yellow('stale')] : []),
    ...(supersededBy === undefined ? [] : [paint.yellow(`superseded by ${supersededBy}`)]),
    ...(expiresAt === undefined ? [] : [paint.dim(`until ${expiresAt.slice(0, 10)}`)]),
  ];
  const about = paint.dim(withoutControls(`${kind} · ${scope} · ${createdAt.slice(0, 10)} · ${by}`));
  return [
    [paint.cyan(id), ...marks].join('  '),
    `  ${withoutControls(text).replaceAll('\n', '\n  ')}`,
    `  ${about}`,
    ...evidence.flatMap((place) => renderEvidence(place, paint)),
    ...(reasons === undefined || reasons.length === 0
      ? []
      : [`  ${paint.dim('recalled:')} ${withoutControls(reasons.join('; '))}`]),
  ];
}

function renderEvidence(place: MemoryContent['evidence'][number], paint: Paint): string[] {
  const { path, startLine, endLine, state, before, after } = place;
  const isOff = state === 'changed' || state === 'missing';
  const said = state === 'same' ? '' : `  ${isOff ? paint.yellow(state) : paint.dim(state)}`;
  const lines = [`  ${paint.dim('rests on')} ${withoutControls(`${path}:${startLine}-${endLine}`)}${said}`];
  if (before === undefined || after === undefined) return lines;
  const marked = (text: string, mark: string) =>
    withoutControls(text)
      .split('\n')
      .map((line) => `    ${mark} ${line}`);
  return [...lines, ...marked(before, '-'), ...marked(after, '+')];
}
