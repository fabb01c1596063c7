import { FormerVersions, type Version } from './formerVersions.ts';
import { tellTwins, versionsOfTwins } from './twins.ts';

export interface KnownVersionsOptions {
  /** The folder of this root's index. */
  readonly directory: string;
  readonly root: string;
  readonly onMessage: (sentence: string) => void;
}

/** Reading a twin's catalogue of 50,000 files takes 0.1 s, which is what parsing 30 files does. */
const fewestForTwins = 30;

const none: ReadonlyMap<string, readonly Version[]> = new Map();

/** Where chunks of a root's files may lie already: in what this index had, and in the indexes of its repository's other folders. */
export class KnownVersions {
  readonly former = new FormerVersions();
  readonly #options: KnownVersionsOptions;
  #about: ReturnType<typeof tellTwins> | null = null;
  /** False while everything is built anew because a person asked for it. */
  mayAdopt = true;

  constructor(options: KnownVersionsOptions) {
    this.#options = options;
  }

  /** The index is open for writing: other folders may take from it from now on. */
  announce(): void {
    const { directory, root, onMessage } = this.#options;
    this.#about ??= tellTwins(directory, root, onMessage);
  }

  /** For each file, the versions of it that are indexed somewhere, the likeliest first. */
  async versionsOf(paths: readonly string[]): Promise<ReadonlyMap<string, readonly Version[]>> {
    if (!this.mayAdopt) return none;
    const about = paths.length < fewestForTwins ? null : ((await this.#about) ?? null);
    const twins = about === null ? none : versionsOfTwins(this.#options.directory, about);
    return new Map(
      paths.flatMap((path) => {
        const versions = [...this.former.of(path), ...(twins.get(path) ?? [])];
        return versions.length === 0 ? [] : [[path, versions]];
      }),
    );
  }

  /** Everything is to be built anew: until that is done, nothing is taken from anywhere. @returns files to delete. */
  forget(): string[] {
    this.mayAdopt = false;
    return this.former.clear();
  }
}
