import { Transform } from 'node:stream';

/**
 * The longest message that is read, in bytes: longer than anything a tool takes by far. A message of 30 MB takes the
 * server from 90 to 300 MB of memory while it is read, and two seconds (`test/mcp/longMessages.slow.test.ts`).
 */
export const maxMessageBytes = 32 * 1024 * 1024;

/** Enough for a message's members besides `params`, which are what names it. */
const edgeBytes = 1024;

export interface MessageLinesOptions {
  readonly maxBytes: number;
  /**
   * Called once for each line that is longer, with the id of the request that it is, or null where none can be told.
   * Where the id leads the message, at once; else when the line ends.
   */
  readonly onTooLong: (id: string | number | null) => void;
}

/**
 * Gives the lines of a stream of bytes, each as one chunk that ends in a newline, in time that grows with their bytes:
 * what reads behind it never has to put a message together. A line that is too long is passed over to its newline
 * and told of; it takes no more memory than `maxBytes`, however long it goes on. A last line without newline is none.
 */
export function messageLines({ maxBytes, onTooLong }: MessageLinesOptions): Transform {
  let line = emptyLine();
  const end = (): void => {
    if (line.passedOver === 'untold') onTooLong(idAtEnd(line.bytes.toString('utf8')));
    line = emptyLine();
  };
  const take = (piece: Buffer): void => {
    if (line.passedOver === 'no' && line.length + piece.length <= maxBytes) return append(line, piece);
    if (line.passedOver === 'no') {
      const start = Buffer.concat([
        line.bytes.subarray(0, Math.min(line.length, edgeBytes)),
        piece.subarray(0, edgeBytes),
      ]);
      const id = idAtStart(start.toString('utf8'));
      line.passedOver = id === null ? 'untold' : 'told';
      if (id !== null) onTooLong(id);
    }
    keepEnd(line, piece);
  };
  return new Transform({
    // A chunk stays the line that it is.
    readableObjectMode: true,
    transform(chunk: Buffer, _encoding, done) {
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
        take(chunk.subarray(from, at + 1));
        from = at + 1;
        if (line.passedOver === 'no') this.push(line.bytes.subarray(0, line.length));
        end();
      }
      if (from < chunk.length) take(chunk.subarray(from));
      done();
    },
  });
}

/** `bytes` are the line so far, `length` of them in use; of a line that is passed over, only its end. */
interface Line {
  bytes: Buffer;
  length: number;
  passedOver: 'no' | 'untold' | 'told';
}

function emptyLine(): Line {
  return { bytes: Buffer.alloc(0), length: 0, passedOver: 'no' };
}

/** A line that came in one piece is that piece; else room grows by doubling, so that each byte is copied about twice. */
function append(line: Line, piece: Buffer): void {
  const length = line.length + piece.length;
  if (line.length === 0) line.bytes = piece;
  else {
    if (length > line.bytes.length) {
      const roomier = Buffer.allocUnsafe(Math.max(length, line.bytes.length * 2));
      line.bytes.copy(roomier, 0, 0, line.length);
      line.bytes = roomier;
    }
    piece.copy(line.bytes, line.length);
  }
  line.length = length;
}

function keepEnd(line: Line, piece: Buffer): void {
  const end = line.bytes.subarray(Math.max(0, line.length - edgeBytes), line.length);
  line.bytes = Buffer.concat([end, piece.subarray(-edgeBytes)]);
  line.length = line.bytes.length;
}

const id = String.raw`"id"\s*:\s*(-?\d+|"(?:[^"\\]|\\.){0,200}")`;
const plainMember = String.raw`"(?:jsonrpc|method)"\s*:\s*"[^"\\]{0,200}"`;
const leadingId = new RegExp(String.raw`^\s*\{\s*(?:${plainMember}\s*,\s*){0,2}${id}\s*[,}]`);
/** What stands right before the last brace belongs to the message itself, not to something in it. */
const trailingId = new RegExp(String.raw`[{,]\s*${id}\s*(?:,\s*${plainMember}\s*){0,2}\}\s*$`);

function idAtStart(text: string): string | number | null {
  return parseId(leadingId.exec(text)?.[1]);
}

function idAtEnd(text: string): string | number | null {
  return parseId(trailingId.exec(text)?.[1]);
}

function parseId(json: string | undefined): string | number | null {
  if (json === undefined) return null;
  try {
    return JSON.parse(json) as string | number;
  } catch {
    // `007`, or an escape that JSON has not: no id that an answer could name.
    return null;
  }
}
