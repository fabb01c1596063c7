/** Tokens, in the sense of a language model. */
export type Tokens = number;

/**
 * Estimate how many tokens a text is. Never zero for a text that is not empty.
 * A placeholder coefficient until the regression of the bench replaces it: 4 characters a token for ASCII,
 * one and a half tokens for each other character.
 */
export function estimateTokens(text: string): Tokens {
  let ascii = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 128) ascii++;
  return Math.ceil(ascii / 4 + (text.length - ascii) * 1.5);
}
