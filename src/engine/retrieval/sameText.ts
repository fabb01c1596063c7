import { lineHash } from './lineHash.ts';

/** Texts of fewer lines are alike by chance: a getter, a closing bracket. */
const fewestLines = 3;
/** A copy may differ in one line of twenty: an import path, a version, a licence year. */
const differing = 0.05;

/** Remembers texts and finds those of which they are copies, whatever their indentation and blank lines. */
export class SameText {
  readonly #known: { readonly name: string; readonly lines: ReadonlySet<number> }[] = [];

  /** The name of a text seen before that says the same; null where there is none. */
  find(text: string): string | null {
    const lines = hashesOf(text);
    if (lines.size < fewestLines) return null;
    const most = Math.floor(lines.size * differing);
    for (const known of this.#known) {
      let missing = 0;
      for (const line of lines) if (!known.lines.has(line) && ++missing > most) break;
      if (missing <= most) return known.name;
    }
    return null;
  }

  add(name: string, text: string): void {
    this.#known.push({ name, lines: hashesOf(text) });
  }
}

function hashesOf(text: string): Set<number> {
  return new Set(
    text
      .split('\n')
      .filter((line) => /[\p{L}\p{N}]/u.test(line))
      .map(lineHash),
  );
}
