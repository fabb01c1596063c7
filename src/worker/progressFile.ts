import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** What a writer tells the readers of its index beyond the catalogue: how far it is. */
const progressSchema = z.object({
  state: z.enum(['starting', 'walk', 'scan', 'parse', 'ready', 'cancelled', 'failed']),
  filesTotal: z.number().int().nonnegative(),
  filesParsed: z.number().int().nonnegative(),
  problem: z.string().nullable(),
});
export type WriterProgress = z.infer<typeof progressSchema>;

const fileName = 'progress.json';

/** Tell; a failure to tell is no failure to index, so it goes to the log. */
export function tellProgress(directory: string, progress: WriterProgress, log: (line: string) => void): void {
  const file = path.join(directory, fileName);
  const unfinished = `${file}.unfinished`;
  try {
    fs.writeFileSync(unfinished, JSON.stringify(progress), { mode: 0o600 });
    fs.renameSync(unfinished, file);
  } catch (error) {
    log(`The progress of the index could not be written: ${String(error)}`);
  }
}

/** @returns null where no writer has told anything that reads. */
export function readProgress(directory: string): WriterProgress | null {
  try {
    const text = fs.readFileSync(path.join(directory, fileName), 'utf8');
    return progressSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Not there yet, or of another version: the reader then knows the catalogue alone.
    return null;
  }
}
