/**
 * Arguments as models send them: numbers as text, a text where a list belongs, another client's name for the same
 * thing. What is harmless is mended, and told of where it changes the answer; nothing is rejected for its form.
 */
export interface ArgumentReader {
  text(names: readonly string[], maxLength: number): string | undefined;
  integer<Otherwise extends number | undefined>(
    names: readonly string[],
    range: { min: number; max: number; otherwise: Otherwise },
  ): number | Otherwise;
  /** Whether one of them says yes. */
  flag(names: readonly string[]): boolean;
  isGiven(name: string): boolean;
  /** One of a few words, whatever its case; any other is told of and left away. */
  oneOf<Word extends string>(names: readonly string[], words: readonly Word[]): Word | undefined;
  /** The entries of a list, or the one value there is, as they were sent. */
  values(names: readonly string[]): readonly unknown[];
  list(names: readonly string[]): string[] | undefined;
  /** One sentence for each value that was not taken as it was sent. */
  readonly notes: readonly string[];
}

/** The most entries of a list that are looked at: a filter of more is a mistake. */
const maxListLength = 100;

export function readArguments(raw: unknown): ArgumentReader {
  const sent: Record<string, unknown> = isRecord(raw) ? raw : {};
  const notes: string[] = [];
  const find = (names: readonly string[]): unknown =>
    names.map((name) => sent[name]).find((value) => value !== undefined && value !== null && value !== '');
  return {
    notes,
    text: (names, maxLength) => {
      const value = find(names);
      if (typeof value !== 'string' && typeof value !== 'number') return undefined;
      const text = String(value).trim();
      if (text.length > maxLength) notes.push(`${names[0]} was cut to ${maxLength} characters.`);
      return text === '' ? undefined : text.slice(0, maxLength);
    },
    integer: (names, { min, max, otherwise }) => {
      const value = find(names);
      if (value === undefined) return otherwise;
      const number = Math.round(Number(value));
      if (Number.isNaN(number)) {
        notes.push(`${names[0]} is not a number; ${otherwise ?? 'the default'} was used.`);
        return otherwise;
      }
      const clamped = Math.min(max, Math.max(min, number));
      if (clamped !== number) notes.push(`${names[0]} goes from ${min} to ${max}; ${clamped} was used.`);
      return clamped;
    },
    oneOf: (names, words) => {
      const value = find(names);
      if (value === undefined) return undefined;
      const sentWord = typeof value === 'string' ? value.trim().toLowerCase() : null;
      const found = words.find((word) => word === sentWord);
      if (found === undefined) notes.push(`${names[0]} is one of ${words.join(', ')}; it was left out.`);
      return found;
    },
    values: (names) => {
      const value = find(names);
      if (value === undefined) return [];
      return Array.isArray(value) ? value.slice(0, maxListLength) : [value];
    },
    flag: (names) => {
      const value = find(names);
      return (
        value === true || value === 1 || (typeof value === 'string' && /^(?:true|yes|1|on)$/i.test(value))
      );
    },
    isGiven: (name) => find([name]) !== undefined,
    list: (names) => {
      const value = find(names);
      const entries = (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === 'string');
      const kept = entries.map((entry) => entry.trim()).filter(Boolean);
      if (kept.length > maxListLength)
        notes.push(`${names[0]} has ${kept.length} entries; the last ${maxListLength} were looked at.`);
      // The last: of ids that a client collects, those are what it got most recently.
      return kept.length === 0 ? undefined : kept.slice(-maxListLength);
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
