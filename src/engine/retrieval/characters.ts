/** What a UTF-16 code unit is to the tokeniser. Bits, so that the classes in a word can be or-ed into its shape. */
export const lower = 1;
export const upper = 2;
export const digit = 4;
export const underscore = 8;
/** A letter outside ASCII that is written with spaces between words: é, ß, д, ñ. */
export const wide = 16;
/** A letter of a script that is written without spaces, or with particles glued on: Han, kana, Hangul, Thai. */
export const dense = 32;

/** The classes of ASCII, for loops that cannot afford a call for each character. */
export const ascii = new Uint8Array(128);
for (let code = 48; code <= 57; code++) ascii[code] = digit;
for (let code = 65; code <= 90; code++) ascii[code] = upper;
for (let code = 97; code <= 122; code++) ascii[code] = lower;
ascii[95] = underscore;

/** Classes of code units up to 0xffff, plus one: 0 is "not looked at yet". Filled as characters are met. */
const seen = new Uint8Array(0x10000);

const denseLetter =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー々]/u;
const letter = /[\p{L}\p{M}\p{Nd}\p{Nl}]/u;

/** The class of the code unit at `index`; 0 where it belongs to no word. Both halves of a pair have one class. */
export function classAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code < 128) return ascii[code] ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return pairClass(text, index, code);
  const known = seen[code] ?? 0;
  if (known !== 0) return known - 1;
  const found = classify(String.fromCharCode(code));
  seen[code] = found + 1;
  return found;
}

function pairClass(text: string, index: number, code: number): number {
  const start = code < 0xdc00 ? index : index - 1;
  const point = start < 0 ? undefined : text.codePointAt(start);
  return point === undefined || point < 0x10000 ? 0 : classify(String.fromCodePoint(point));
}

function classify(character: string): number {
  if (!letter.test(character)) return 0;
  return denseLetter.test(character) ? dense : wide;
}
