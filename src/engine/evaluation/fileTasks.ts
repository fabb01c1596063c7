import * as z from 'zod';
import { EngineError } from '../errors.ts';
import type { Task } from './task.ts';

const line = z.number().int().positive();

/** One line of a file of questions. Lines are 1-based and inclusive; without them the whole file is meant. */
export const questionLineSchema = z.object({
  question: z.string().trim().min(1),
  expected: z
    .array(
      z
        .object({ path: z.string().min(1), startLine: line.optional(), endLine: line.optional() })
        .refine(({ startLine, endLine }) => endLine === undefined || (startLine ?? Infinity) <= endLine, {
          message: 'endLine needs a startLine that is not after it',
        }),
    )
    .min(1),
});

/**
 * Questions that a person wrote down, one JSON object in each line; empty lines are passed over.
 * @param name  Of the file, for what is said of a bad line.
 * @throws `EngineError` `wrong-use` that names the first bad line.
 */
export function fileTasks(text: string, name: string): Task[] {
  return text.split(/\r?\n/).flatMap((row, at): Task[] => {
    if (row.trim() === '') return [];
    const { question, expected } = parseLine(row, `${name}:${at + 1}`);
    return [
      {
        question,
        expected: expected.map(({ path, startLine, endLine = startLine }) =>
          startLine === undefined || endLine === undefined ? { path } : { path, startLine, endLine },
        ),
        origin: `${name}:${at + 1}`,
      },
    ];
  });
}

function parseLine(row: string, where: string): z.infer<typeof questionLineSchema> {
  const refuse = (why: string): EngineError =>
    new EngineError('wrong-use', `${where} is no question: ${why}.`, {
      hint: 'Each line is like {"question": "...", "expected": [{"path": "src/a.ts", "startLine": 1, "endLine": 9}]}.',
    });
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch {
    throw refuse('it is not JSON');
  }
  const parsed = questionLineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse(`${issue?.path.join('.') || 'the line'}: ${issue?.message.toLowerCase() ?? 'wrong'}`);
}
