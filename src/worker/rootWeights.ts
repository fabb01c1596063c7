import fs from 'node:fs';
import path from 'node:path';
import { rankWeightsSchema, type RankWeights } from '../engine/retrieval/weights.ts';
import { readSmall } from '../files/git.ts';
import { ensurePrivateDirectory, indexDirectory } from '../files/home.ts';

export interface TunedFolder {
  /** The data folder. */
  readonly home: string;
  /** The folder that is indexed, links resolved. */
  readonly directory: string;
}

/** Beside the index of the folder: whoever opens it, ranks with them. */
function weightsFile({ home, directory }: TunedFolder): string {
  return path.join(indexDirectory(home, [directory]), 'weights.json');
}

/** Keep what was fitted to a folder. Searches that are open heed it with the next question. */
export function keepWeights(folder: TunedFolder, weights: RankWeights): void {
  const file = weightsFile(folder);
  ensurePrivateDirectory(path.dirname(file));
  fs.writeFileSync(`${file}.tmp`, JSON.stringify(weights), { mode: 0o600 });
  fs.renameSync(`${file}.tmp`, file);
}

/** @returns whether there was anything to drop. */
export function dropWeights(folder: TunedFolder): boolean {
  const file = weightsFile(folder);
  const isThere = fs.existsSync(file);
  fs.rmSync(file, { force: true });
  return isThere;
}

/** The weights that were fitted to one folder, read anew whenever their file has changed. */
export class RootWeights {
  readonly #file: string;
  readonly #log: (line: string) => void;
  #changedMs: number | null = null;
  #weights: RankWeights | undefined = undefined;

  constructor(folder: TunedFolder, log: (line: string) => void) {
    this.#file = weightsFile(folder);
    this.#log = log;
  }

  /** Undefined: those that everyone has. */
  get current(): RankWeights | undefined {
    const changedMs = fs.statSync(this.#file, { throwIfNoEntry: false })?.mtimeMs ?? null;
    if (changedMs !== this.#changedMs) {
      this.#changedMs = changedMs;
      this.#weights = changedMs === null ? undefined : this.#read();
    }
    return this.#weights;
  }

  #read(): RankWeights | undefined {
    try {
      return rankWeightsSchema.parse(JSON.parse(readSmall(this.#file) ?? ''));
    } catch {
      this.#log(
        `${this.#file} holds no weights of this version, and is not heeded: tune again, or delete it.`,
      );
      return undefined;
    }
  }
}
