import { EngineError } from '../engine/errors.ts';

/** SQLite's primary result codes that a person can act on: https://sqlite.org/rescode.html */
const busy = 5;
const locked = 6;
const readOnly = 8;
const ioError = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const notADatabase = 26;

/** Extended I/O errors that mean the bytes are wrong, not that the disk refused them. */
const ioShortRead = 522;
const ioCorruptFileSystem = 8458;

interface Described {
  readonly kind: 'storage-locked' | 'storage-full' | 'storage-damaged' | 'storage-unwritable';
  readonly what: string;
  readonly hint: string;
}

const lockedFailure: Described = {
  kind: 'storage-locked',
  what: 'is in use by another process and did not become free within the waiting time',
  hint: 'Try again. If it stays locked, close other windows and servers that use Sightline.',
};
const fullFailure: Described = {
  kind: 'storage-full',
  what: 'could not be written, because the disk is full or fails',
  hint: 'Free some disk space, then try again. Nothing that was saved before is lost.',
};
const damagedFailure: Described = {
  kind: 'storage-damaged',
  what: 'is damaged',
  hint: 'Reload the window: Sightline then restores the newest good backup, or rebuilds the index.',
};
const unwritableFailure: Described = {
  kind: 'storage-unwritable',
  what: 'cannot be written',
  hint: 'Make the folder writable, or choose another data folder with SIGHTLINE_HOME.',
};

/**
 * Turn what SQLite or the file system threw into a failure that a person can act on.
 * An `EngineError` passes through; anything unknown is a bug and passes through as it is.
 */
export function toStorageFailure(error: unknown, file: string): unknown {
  if (error instanceof EngineError) return error;
  const described = describe(error);
  if (described === null) return error;
  return new EngineError(described.kind, `${file} ${described.what}.`, {
    hint: described.hint,
    cause: error,
  });
}

/** Whether the bytes of the store are wrong, so that a backup or a rebuild is called for. */
export function isDamage(error: unknown): boolean {
  return describe(error)?.kind === 'storage-damaged' || isEngineDamage(error);
}

function isEngineDamage(error: unknown): boolean {
  return error instanceof EngineError && error.kind === 'storage-damaged';
}

function describe(error: unknown): Described | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('errcode' in error && typeof error.errcode === 'number') return describeSqlite(error.errcode);
  if ('code' in error && typeof error.code === 'string') return describeFileSystem(error.code);
  return null;
}

function describeSqlite(code: number): Described | null {
  if (code === ioShortRead || code === ioCorruptFileSystem) return damagedFailure;
  switch (code & 0xff) {
    case busy:
    case locked:
      return lockedFailure;
    case full:
    case ioError:
      return fullFailure;
    case corrupt:
    case notADatabase:
      return damagedFailure;
    case readOnly:
    case cannotOpen:
      return unwritableFailure;
    default:
      return null;
  }
}

function describeFileSystem(code: string): Described | null {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
    case 'EIO':
      return fullFailure;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
      return unwritableFailure;
    case 'EBUSY':
      return lockedFailure;
    default:
      return null;
  }
}
