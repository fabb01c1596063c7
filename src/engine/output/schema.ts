import { fromJSONSchema, toJSONSchema, type ZodType } from 'zod';
import { EngineError } from '../errors.ts';

/** A JSON schema (draft 2020-12, or 7), as an object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What an answer must be: sent to the model as JSON schema, and checked by its twin. */
export interface OutputSchema {
  readonly json: JsonSchema;
  /** The value, with defaults filled in, or what is wrong with it: one sentence for each place, at most twelve. */
  check(value: unknown): Checked;
}

export type Checked =
  | { readonly isValid: true; readonly value: unknown }
  | { readonly isValid: false; readonly problems: readonly string[] };

/** More tell a model nothing new. */
const mostProblems = 12;

/** Larger schemas leave no room for the code that a question is about. */
const longestSchema = 100_000;

/**
 * The schema that somebody else wrote: a file, an agent's argument.
 * @throws EngineError `wrong-use` where it is none, or uses what cannot be checked (`if`, `not`, a reference to elsewhere).
 */
export function outputSchema(given: unknown): OutputSchema {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw wrong('A schema is a JSON object, such as {"type": "object", "properties": {...}}.');
  }
  if (JSON.stringify(given).length > longestSchema)
    throw wrong('The schema is longer than 100,000 characters.');
  const json = given as JsonSchema;
  try {
    return fromZod(fromJSONSchema(json), json);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw wrong(`The schema cannot be used: ${(cause as Error).message}.`);
  }
}

/** The schema of our own code. */
export function ownSchema(schema: ZodType): OutputSchema {
  return fromZod(schema, toJSONSchema(schema));
}

function fromZod(schema: ZodType, json: JsonSchema): OutputSchema {
  return {
    json,
    check: (value) => {
      const parsed = schema.safeParse(value);
      if (parsed.success) return { isValid: true, value: parsed.data };
      const problems = parsed.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}`);
      return { isValid: false, problems: [...new Set(problems)].slice(0, mostProblems) };
    },
  };
}

/** `steps[2].title`, or `the value` for the whole. */
function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the value';
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

function wrong(message: string): EngineError {
  return new EngineError('wrong-use', message, { hint: 'Give a JSON schema of draft 2020-12 or 7.' });
}
