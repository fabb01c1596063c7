const vowel = /[aeiouy]/;

/**
 * Fold the inflections that programmers use for one idea: `retries`, `retried`, `retrying` → `retry`;
 * `caching`, `cached`, `caches`, `cache` → `cach`. Light on purpose: it never joins words of different meaning
 * that a search for code would want apart (`parser` and `parse` stay two words).
 *
 * @param word  Lower case. Words that are not ASCII letters come back unchanged.
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  const singular = withoutPlural(word);
  const base = withoutTense(singular);
  return base.length >= 4 && base.endsWith('e') ? base.slice(0, -1) : base;
}

function withoutPlural(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}

function withoutTense(word: string): string {
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ing') && word.length > 5) return undoubled(word, word.slice(0, -3));
  if (word.endsWith('ed') && word.length > 4 && !word.endsWith('eed'))
    return undoubled(word, word.slice(0, -2));
  if (word.endsWith('tion') && word.length > 6) return word.slice(0, -3);
  return word;
}

/** `running` → `run`, but `calling` → `call`; `string` stays whole, since what would be left has no vowel. */
function undoubled(word: string, base: string): string {
  if (!vowel.test(base)) return word;
  const last = base.at(-1) ?? '';
  const isDoubled = last === base.at(-2) && !'lsz'.includes(last) && !vowel.test(last);
  return isDoubled ? base.slice(0, -1) : base;
}
