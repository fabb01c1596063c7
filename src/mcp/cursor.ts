import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Where the next page starts, and what it is a page of. Opaque to clients. */
const cursorSchema = z.object({
  offset: z.number().int().nonnegative(),
  of: z.string(),
  generation: z.number().int().nonnegative(),
});

/** Deep enough for any reader; it bounds the work that a made-up cursor can ask for. */
const maxOffset = 1000;

export interface Page {
  readonly offset: number;
  /** The index generation of the page before; null on the first page. */
  readonly generation: number | null;
  /** Set where the cursor was not taken. */
  readonly note: string | null;
}

export function writeCursor(
  page: { offset: number; generation: number },
  request: unknown,
): string | undefined {
  if (page.offset >= maxOffset) return undefined;
  return Buffer.from(JSON.stringify({ ...page, of: digest(request) })).toString('base64url');
}

/** A cursor that does not read, or belongs to another request, starts again at the first page and says so. */
export function readCursor(cursor: string | undefined, request: unknown): Page {
  const first = { offset: 0, generation: null };
  if (cursor === undefined) return { ...first, note: null };
  const parsed = cursorSchema.safeParse(decode(cursor));
  if (!parsed.success) return { ...first, note: 'The cursor is not valid, so this is the first page.' };
  const { offset, of, generation } = parsed.data;
  if (of !== digest(request)) {
    return { ...first, note: 'The cursor belongs to another request, so this is the first page.' };
  }
  return { offset: Math.min(offset, maxOffset), generation, note: null };
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    // No schema takes undefined, so the caller says that the cursor is not valid.
    return undefined;
  }
}

function digest(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 12);
}
