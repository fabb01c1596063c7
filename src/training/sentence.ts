const unwanted =
  /licen[sc]e|copyright|\btodo\b|fixme|deprecated|inheritdoc|eslint|noqa|generated|see also|^see\b|non-javadoc/i;

/**
 * The first sentence of a doc comment without the function's own name, if it says something in plain English:
 * 3 to 45 words, mostly letters.
 */
export function sentenceOf(doc: string, symbol: string): string | undefined {
  const sentence = /^.*?[.!?](?=\s|$)/.exec(doc)?.[0] ?? doc;
  return plainEnglish(symbol === '' ? sentence : sentence.split(symbol).join(' '));
}

export function plainEnglish(sentence: string): string | undefined {
  const text = sentence.replaceAll(/\s+/g, ' ').trim();
  const words = text.split(' ').length;
  if (words < 3 || words > 45 || text.length > 400 || unwanted.test(text)) return undefined;
  const letters = text.replaceAll(/[^a-zA-Z]/g, '').length;
  return letters / text.length < 0.7 ? undefined : text;
}
