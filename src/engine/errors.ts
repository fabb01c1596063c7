/**
 * The closed list of failures that a person can act on. Everything else that goes wrong is a bug
 * (a plain `Error`), caught once per request at the surface and logged with its stack.
 */
export const errorKinds = [
  'model-unreachable',
  'model-refused',
  'model-unauthorized',
  'model-missing',
  'model-cut',
  'model-timeout',
  'rate-limited',
  'prompt-too-large',
  'output-invalid',
  'index-busy',
  'index-damaged',
  'index-unavailable',
  'storage-locked',
  'storage-full',
  'storage-damaged',
  'storage-unwritable',
  'storage-newer',
  'session-missing',
  'memory-missing',
  'memory-refused',
  'path-outside-workspace',
  'workspace-missing',
  'history-missing',
  'workspace-untrusted',
  'wrong-use',
] as const;

export type ErrorKind = (typeof errorKinds)[number];

/** What a surface shows, stores and sends: an `EngineError` without its stack. */
export interface Failure {
  readonly kind: ErrorKind | 'bug';
  /** One sentence: what happened, to which thing. */
  readonly message: string;
  /** One sentence: what to do. */
  readonly hint?: string;
  /** The model's own words, where `kind` is `output-invalid`. */
  readonly rawText?: string;
}

/** The same in every bundle of one process: each has its own copy of the class, and errors cross between them. */
const mark = Symbol.for('sightline.EngineError');

/** A failure that the user can act on: a closed `kind`, one sentence, and a hint that says what to do. */
export class EngineError extends Error {
  readonly [mark] = true;
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  readonly rawText: string | undefined;

  constructor(
    kind: ErrorKind,
    message: string,
    more: { hint?: string; rawText?: string; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'EngineError';
    this.kind = kind;
    this.hint = more.hint;
    this.rawText = more.rawText;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && mark in value;
  }
}

/** Turn anything thrown into a `Failure`. A bug keeps its message, and says that it is one. */
export function toFailure(error: unknown): Failure {
  if (error instanceof EngineError) {
    return {
      kind: error.kind,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.rawText === undefined ? {} : { rawText: error.rawText }),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'bug', message, hint: 'This is a bug in Sightline. See the Sightline log for the details.' };
}

/** Proof for the compiler that a switch over a union names every case; throws if data got past a border unchecked. */
export function unreachable(value: never): never {
  throw new Error(`Not a known case: ${JSON.stringify(value)}`);
}
