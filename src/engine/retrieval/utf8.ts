export interface EncodedText {
  /** The text is the first `written` of them. They are those of the next text after the next call. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The same bytes, four at a time. */
  words: Uint32Array<ArrayBuffer>;
  written: number;
}

const encoder = new TextEncoder();
const buffer = new ArrayBuffer(1 << 16);
const encoded: EncodedText = { bytes: new Uint8Array(buffer), words: new Uint32Array(buffer), written: 0 };
let last = '';

/** A text as UTF-8 in memory that is used again. Each chunk is hashed and cut into words: asked twice, it encodes once. */
export function encodeUtf8(text: string): EncodedText {
  if (text === last) return encoded;
  // A UTF-16 unit takes at most three bytes, and the last word may reach three bytes further.
  const most = text.length * 3 + 4;
  if (most > encoded.bytes.length) {
    const larger = new ArrayBuffer(2 ** Math.ceil(Math.log2(most)));
    encoded.bytes = new Uint8Array(larger);
    encoded.words = new Uint32Array(larger);
  }
  encoded.written = encoder.encodeInto(text, encoded.bytes).written;
  last = text;
  return encoded;
}
