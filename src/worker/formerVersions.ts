/** Where the chunks of one version of a file lie, whether or not that version is current. Always of phase 2. */
export interface Version {
  readonly hash: string;
  readonly language: string;
  /** The segment's file on disk, of this index or of another. */
  readonly file: string;
  readonly ordinal: number;
}

/** A file is seldom on more than a few branches that somebody goes back and forth between. */
const mostOfPath = 4;

/**
 * Bytes of segments that no catalogue names any more and that are kept on disk for the versions in them: as many as an
 * index of about 100,000 chunks has. The oldest leave first.
 */
const mostRetiredBytes = 32_000_000;

/**
 * The versions of files that were current in this process and are so no longer, so that going back to a branch brings
 * its chunks back instead of parsing them again. Not kept over a restart: it costs a parse then.
 */
export class FormerVersions {
  readonly #versions = new Map<string, Version[]>();
  readonly #retired = new Map<string, number>();
  readonly #mostBytes: number;

  constructor(mostBytes = mostRetiredBytes) {
    this.#mostBytes = mostBytes;
  }

  note(path: string, version: Version): void {
    const others = this.of(path).filter(({ hash }) => hash !== version.hash);
    this.#versions.set(path, [version, ...others].slice(0, mostOfPath));
  }

  /** Newest first. */
  of(path: string): readonly Version[] {
    return this.#versions.get(path) ?? [];
  }

  /** Segments that left the catalogue. @returns the files that are of no use any more, to be deleted. */
  retire(segments: readonly { readonly file: string; readonly bytes: number }[]): string[] {
    const used = new Set([...this.#versions.values()].flatMap((all) => all.map(({ file }) => file)));
    const useless = segments.filter(({ file }) => !used.has(file)).map(({ file }) => file);
    for (const { file, bytes } of segments) if (used.has(file)) this.#retired.set(file, bytes);
    let total = [...this.#retired.values()].reduce((sum, bytes) => sum + bytes, 0);
    for (const [file, bytes] of this.#retired) {
      if (total <= this.#mostBytes) break;
      total -= bytes;
      this.#forget(file);
      useless.push(file);
    }
    return useless;
  }

  /** @returns the files that were kept for them. */
  clear(): string[] {
    const kept = [...this.#retired.keys()];
    this.#versions.clear();
    this.#retired.clear();
    return kept;
  }

  #forget(file: string): void {
    this.#retired.delete(file);
    for (const [path, versions] of this.#versions) {
      const left = versions.filter((version) => version.file !== file);
      if (left.length === versions.length) continue;
      if (left.length === 0) this.#versions.delete(path);
      else this.#versions.set(path, left);
    }
  }
}
