import { EngineError } from '../errors.ts';

/** How much the words of each field count when a chunk is embedded. */
export interface FieldShares {
  readonly body: number;
  readonly symbol: number;
  readonly path: number;
  readonly doc: number;
}

/** A table of word embeddings. The row of word `w` is `rows[w * dims]` to before `rows[(w + 1) * dims]`, times its scale. */
export interface WordVectors {
  /** Names the table: only vectors that were made with the same one can be compared. */
  readonly key: string;
  readonly dims: number;
  readonly words: readonly string[];
  readonly shares: FieldShares;
  readonly scales: Float32Array;
  readonly rows: Int8Array;
  /** The row of a term, or -1. */
  rowOf(term: number): number;
}

const magic = 'SLWORDS1';
/** As the table was trained where its header does not say: names count 1.7 times as much as the body. */
const usualShares: FieldShares = { body: 1, symbol: 1.7, path: 1, doc: 1 };

/**
 * Read a table of word embeddings, little-endian: the magic, the header's length, the header as JSON, the words joined
 * by `\n`, zeros to a multiple of 8, one scale per word as float32, the rows as int8.
 *
 * @param termOf  The term by which the index knows a word of the table.
 * @throws EngineError `index-damaged` where it is cut short, of another format, or its parts do not fit each other.
 */
export function readWordVectors(
  bytes: Uint8Array<ArrayBuffer>,
  termOf: (word: string) => number,
): WordVectors {
  const { header, end: headerEnd } = readHeader(bytes);
  const { dims, words: count, wordBytes } = header;
  const scalesAt = Math.ceil((headerEnd + wordBytes) / 8) * 8;
  const rowsAt = scalesAt + count * 4;
  if (bytes.byteLength !== rowsAt + count * dims) throw damaged('its length is not what its header says');
  const words = new TextDecoder().decode(bytes.subarray(headerEnd, headerEnd + wordBytes)).split('\n');
  if (words.length !== count) throw damaged('it has not as many words as its header says');
  const scales = new Float32Array(bytes.slice(scalesAt, rowsAt).buffer);
  if (!scales.every(Number.isFinite)) throw damaged('a scale is no number');
  const rows = new Map(words.map((word, row) => [termOf(word), row]));
  return {
    key: `${header.recipe}:${dims}`,
    dims,
    words,
    shares: { ...usualShares, ...header.weights },
    scales,
    rows: new Int8Array(bytes.buffer, bytes.byteOffset + rowsAt, count * dims),
    rowOf: (term) => rows.get(term) ?? -1,
  };
}

interface Header {
  readonly version: 1;
  readonly dims: number;
  readonly words: number;
  readonly recipe: string;
  readonly wordBytes: number;
  readonly weights?: Partial<FieldShares>;
}

function readHeader(bytes: Uint8Array<ArrayBuffer>): { header: Header; end: number } {
  const start = magic.length + 4;
  const decoder = new TextDecoder();
  if (decoder.decode(bytes.subarray(0, magic.length)) !== magic) throw damaged('it does not begin like one');
  if (bytes.byteLength < start) throw damaged('it is cut short');
  const end = start + new DataView(bytes.buffer, bytes.byteOffset).getUint32(magic.length, true);
  if (end > bytes.byteLength) throw damaged('it is cut short');
  let header: unknown;
  try {
    header = JSON.parse(decoder.decode(bytes.subarray(start, end)));
  } catch {
    throw damaged('its header cannot be read');
  }
  if (!isHeader(header)) throw damaged('its header is of another format');
  return { header, end };
}

/** By hand: a schema would make every parse worker load its library, which costs more than the whole table. */
function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const { version, dims, words, recipe, wordBytes, weights = {} } = value as Record<keyof Header, unknown>;
  if (version !== 1 || typeof recipe !== 'string' || typeof weights !== 'object' || weights === null)
    return false;
  const isCount = (count: unknown): count is number => Number.isSafeInteger(count) && Number(count) > 0;
  if (!isCount(dims) || !isCount(words) || !isCount(wordBytes) || dims % 16 !== 0) return false;
  return Object.values(weights).every(Number.isFinite);
}

function damaged(why: string): EngineError {
  return new EngineError('index-damaged', `The table of word vectors cannot be read: ${why}.`, {
    hint: 'Install Sightline again; until then, words are matched, not what they mean.',
  });
}
