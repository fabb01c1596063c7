import * as z from 'zod';
import { EngineError } from '../engine/errors.ts';
import type { Memories } from '../engine/memories.ts';
import type { Forgotten } from '../engine/memory/memory.ts';
import type { Tool } from './tool.ts';

/** The `structuredContent` of `forget`, which `sightline memory forget --json` prints too. */
export const forgetContentSchema = z.object({
  forgotten: z.array(z.string()).describe('The ids that are gone, with their history.'),
  searched: z
    .number()
    .int()
    .describe('How many files, backups too, were searched for their words afterwards.'),
  remains: z.array(z.string()).describe('Files that may still hold them. Empty: they are proved gone.'),
});

const input = z.object({ id: z.string().describe('From recall or remember.') });

/** `forget`: remove a memory for good. */
export function forget(memories: () => Memories): Tool<typeof forgetContentSchema> {
  return {
    name: 'forget',
    title: 'Forget',
    description:
      'Remove a memory for good: its text, its history and its copies in backups. There is no undo; to correct a ' +
      'memory, remember the correction with `supersedes` instead.',
    input,
    output: forgetContentSchema,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    call: async (args) => {
      const id = args.text(['id', 'memory_id', 'memoryId'], 100);
      if (id === undefined) throw noId();
      const content = toForgetContent(await memories().forget([id]));
      return { content, text: toForgetText(content) };
    },
  };
}

export function toForgetContent({ ids, searched, remains }: Forgotten): z.infer<typeof forgetContentSchema> {
  return { forgotten: [...ids], searched: searched.length, remains: [...remains] };
}

export function toForgetText(content: z.infer<typeof forgetContentSchema>): string {
  const { forgotten, searched, remains } = content;
  const head = `Forgotten: ${forgotten.join(', ')}.`;
  if (remains.length === 0) return `${head} ${searched} files were searched: none holds its words any more.`;
  return [`${head} Its words may remain in:`, ...remains.map((one) => `- ${one}`)].join('\n');
}

function noId(): EngineError {
  return new EngineError('wrong-use', 'forget was called without an id.', {
    hint: 'Send `id`, as recall and remember give it.',
  });
}
