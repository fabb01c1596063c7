import type { Memories } from '../engine/memories.ts';
import type { Memory } from '../engine/memory/memory.ts';
import { EngineError } from '../engine/errors.ts';

/** The memory that an id, or the beginning of one, names. @throws `memory-missing`, or `wrong-use` where it names several. */
export function findMemory(memories: Pick<Memories, 'list'>, named: string): Memory {
  const all = memories.list({ withPast: true });
  const found = all.filter(({ id }) => id === named);
  const begun = found.length > 0 ? found : all.filter(({ id }) => named !== '' && id.startsWith(named));
  if (begun.length > 1) {
    throw new EngineError('wrong-use', `"${named}" is the beginning of ${begun.length} ids.`, {
      hint: 'Give more of the id.',
    });
  }
  if (begun[0] !== undefined) return begun[0];
  throw new EngineError('memory-missing', `There is no memory with the id "${named}", or it was forgotten.`, {
    hint: 'List what there is: sightline memory list --all',
  });
}
