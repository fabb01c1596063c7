import type { ComponentChildren } from 'preact';
import { useCommands } from '../commands.ts';

export interface Place {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** "src/net/retry.ts:41-63", or ":41" for one line. */
export function placeName({ path, startLine, endLine }: Place): string {
  return `${path}:${lineRange(startLine, endLine)}`;
}

export function lineRange(startLine: number, endLine: number): string {
  return startLine === endLine ? String(startLine) : `${startLine}-${endLine}`;
}

/**
 * Opens lines of a file in the editor. A link to look at, a button to the keyboard. `name` is what a screen reader
 * says; absent: the words that are shown.
 */
export function PlaceLink(props: {
  readonly place: Place;
  readonly class?: string;
  readonly name?: string;
  readonly children: ComponentChildren;
}) {
  const { send } = useCommands();
  const { path, startLine, endLine } = props.place;
  return (
    <button
      type="button"
      class={`link ${props.class ?? ''}`}
      title={`Open ${placeName(props.place)}`}
      {...(props.name !== undefined && { 'aria-label': props.name })}
      onClick={() => send({ kind: 'openPlace', path, startLine, endLine })}
    >
      {props.children}
    </button>
  );
}
