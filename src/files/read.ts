import { hash as hashOf } from 'node:crypto';
import { isAscii, isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import { kindInWords, unreadable } from './entry.ts';
import { defaultMaxFileBytes, skipBySize } from './skip.ts';
import type { Skip } from './skip.ts';

export interface TextFile {
  readonly kind: 'text';
  /** Without a byte order mark; line ends as in the file. */
  readonly text: string;
  /** First 32 hex digits of the SHA-256 of the file's bytes. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

export type NotRead = { readonly kind: 'skip'; readonly skip: Skip } | { readonly kind: 'gone' };

/**
 * Read a file as text, or say why it is none. Never hangs on a pipe or device, whatever took the file's place since
 * it was listed, and never follows a link.
 *
 * A file that changes while it is read is read again, once. If it changed again, what was read last stands, with the
 * size and time from before that reading: the next comparison with the disk then finds a difference and mends it.
 *
 * It blocks its thread, which is a worker's: reading 3,900 files of 29 MB takes 80 ms of CPU time so, and 1,000 ms
 * with promises, most of it on the way to another thread and back.
 *
 * UTF-8, and UTF-16 with a byte order mark. Bytes that are no valid UTF-8 become U+FFFD, unless most of the file is.
 */
export function readText(absolutePath: string, options: { maxBytes?: number } = {}): TextFile | NotRead {
  const maxBytes = options.maxBytes ?? defaultMaxFileBytes;
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(absolutePath, openFlags);
    const first = readOnce(descriptor, maxBytes);
    const last = first.kind === 'bytes' && !first.isWhole ? readOnce(descriptor, maxBytes) : first;
    return last.kind === 'bytes' ? decode(last) : last;
  } catch (error) {
    return notOpened(error);
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

// Windows has neither flag.
const openFlags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0) | (fs.constants.O_NOFOLLOW ?? 0);

interface Bytes {
  readonly kind: 'bytes';
  readonly bytes: Buffer;
  readonly size: number;
  readonly mtimeMs: number;
  /** The file stayed as it was from before the first byte to after the last. */
  readonly isWhole: boolean;
}

function readOnce(descriptor: number, maxBytes: number): Bytes | NotRead {
  const before = fs.fstatSync(descriptor);
  if (!before.isFile()) return { kind: 'skip', skip: { reason: 'not-a-file', detail: kindInWords(before) } };
  const tooLarge = skipBySize(before.size, maxBytes);
  if (tooLarge !== null) return { kind: 'skip', skip: tooLarge };
  const buffer = Buffer.allocUnsafe(before.size);
  let length = 0;
  while (length < buffer.length) {
    const bytesRead = fs.readSync(descriptor, buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  const after = fs.fstatSync(descriptor);
  const isWhole = length === before.size && after.size === before.size && after.mtimeMs === before.mtimeMs;
  return {
    kind: 'bytes',
    bytes: buffer.subarray(0, length),
    size: before.size,
    mtimeMs: before.mtimeMs,
    isWhole,
  };
}

function decode({ bytes, size, mtimeMs }: Bytes): TextFile | NotRead {
  const text = textOf(bytes);
  if (typeof text !== 'string') return { kind: 'skip', skip: text };
  const hash = hashOf('sha256', bytes, 'hex').slice(0, 32);
  return { kind: 'text', text, hash, size, mtimeMs };
}

/** Where Git looks for a zero byte, too. */
const sniffBytes = 8192;

/** Above this share of undecodable characters a file is data, not text in an old encoding with some accents. */
const maxUndecodable = 0.3;

/** The text of a file's bytes, or why they are none. */
export function textOf(bytes: Uint8Array): string | Skip {
  const wide = wideEncoding(bytes);
  if (wide !== null) return new TextDecoder(wide).decode(bytes);
  if (bytes.subarray(0, sniffBytes).includes(0)) {
    return { reason: 'binary', detail: 'has zero bytes, as programs and pictures do' };
  }
  // Nearly all code: copied as it is, with nothing to decode.
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const text = new TextDecoder('utf-8').decode(bytes);
  if (isUtf8(bytes)) return text;
  const undecodable = text.split('\ufffd').length - 1;
  if (undecodable <= text.length * maxUndecodable) return text;
  const share = Math.round((undecodable / text.length) * 100);
  return { reason: 'not-text', detail: `${share} % of it is not valid UTF-8` };
}

function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

function notOpened(error: unknown): NotRead {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'gone' };
  if (code === 'ELOOP') {
    return { kind: 'skip', skip: { reason: 'ignored', detail: 'a link, which is not followed' } };
  }
  // A pipe without a writer, or a socket.
  if (code === 'ENXIO') return { kind: 'skip', skip: { reason: 'not-a-file', detail: 'a pipe or a socket' } };
  return { kind: 'skip', skip: unreadable(error) };
}
