import * as z from 'zod';
import type { Memories } from '../engine/memories.ts';
import { EngineError } from '../engine/errors.ts';
import { maxMemoryLength, memoryKinds, memoryScopes } from '../engine/memory/memory.ts';
import type { EvidencePlace } from '../engine/memoryEvidence.ts';
import { rememberContentSchema, toRememberContent, toRememberText } from './memoryContent.ts';
import type { Tool } from './tool.ts';

/** Longer than any memory, so that the gate can say how long it is. */
const maxTextLength = 20_000;

const input = z.object({
  text: z
    .string()
    .describe(
      `One statement that stays true, in at most ${maxMemoryLength} characters: a decision and its reason, say.`,
    ),
  kind: z.enum(memoryKinds).optional().describe('Guessed from the words where it is absent.'),
  scope: z
    .enum(memoryScopes)
    .optional()
    .describe(
      'user: in every workspace of this user; workspace: here; team: here, and shared with the team.',
    ),
  evidence: z
    .array(
      z.object({
        path: z.string(),
        startLine: z.number().int().min(1).optional(),
        endLine: z.number().int().min(1).optional(),
      }),
    )
    .optional()
    .describe('The lines that it rests on: when they change, the memory is flagged.'),
  supersedes: z.string().optional().describe('The id of the memory that this one takes the place of.'),
});

/** `remember`: one statement for later sessions, of this agent and every other one. */
export function remember(memories: () => Memories): Tool<typeof rememberContentSchema> {
  return {
    name: 'remember',
    title: 'Remember',
    description:
      'Keep one statement for later: a decision with its reason, a preference of the user, a procedure, a fact that ' +
      'the code does not say. It outlives this session, and the user can review, edit and undo it. Secrets, one-off ' +
      'details and restatements of code are refused; what is known is merged; what it may contradict is shown.',
    input,
    output: rememberContentSchema,
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    call: async (args, { clientName }) => {
      const text = args.text(['text', 'content', 'memory', 'statement'], maxTextLength);
      if (text === undefined) throw noText();
      const notes: string[] = [];
      const evidence = args.values(['evidence', 'paths']).flatMap((value) => placeOf(value, notes));
      const remembered = await memories().remember({
        text,
        kind: args.oneOf(['kind', 'type'], memoryKinds),
        scope: args.oneOf(['scope'], memoryScopes),
        evidence,
        supersedes: args.text(['supersedes'], 100),
        by: 'agent',
        byName: clientName,
      });
      const content = toRememberContent(remembered, [...args.notes, ...notes]);
      return { content, text: toRememberText(content) };
    },
  };
}

/** A place as models send it: an object, or a text such as `src/a.ts:3-9`. */
export function placeOf(value: unknown, notes: string[]): EvidencePlace[] {
  if (typeof value === 'string') {
    const match = /^(.+?)(?::(\d+)(?:-(\d+))?)?$/.exec(value.trim());
    if (match?.[1] !== undefined) return [toPlace(match[1], match[2], match[3])];
  }
  const object = z
    .object({
      path: z.string(),
      startLine: z.coerce.number().optional(),
      endLine: z.coerce.number().optional(),
    })
    .safeParse(value);
  if (object.success) return [toPlace(object.data.path, object.data.startLine, object.data.endLine)];
  notes.push('A place of the evidence has no path and was left out.');
  return [];
}

function toPlace(
  path: string,
  from: string | number | undefined,
  to: string | number | undefined,
): EvidencePlace {
  const line = (value: string | number | undefined): number | undefined => {
    const number = Math.floor(Number(value));
    return value === undefined || !Number.isSafeInteger(number) || number < 1 ? undefined : number;
  };
  const [startLine, endLine] = [line(from), line(to)];
  return {
    path: path.replaceAll('\\', '/').replace(/^\.\//, ''),
    ...(startLine === undefined ? {} : { startLine }),
    ...(endLine === undefined ? {} : { endLine }),
  };
}

function noText(): EngineError {
  return new EngineError('wrong-use', 'remember was called without a text.', {
    hint: 'Send `text`: one statement that stays true.',
  });
}
