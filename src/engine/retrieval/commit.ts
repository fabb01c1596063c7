/** One commit of a repository's history: what it says and which files it changed. */
export interface Commit {
  readonly hash: string;
  /** When it was committed, in seconds since 1970. */
  readonly time: number;
  readonly subject: string;
  /** The first line of its body; empty where there is none. */
  readonly body: string;
  readonly files: readonly ChangedFile[];
}

/** A file that a commit changed. Paths are relative to the folder that was asked about, with `/`. */
export interface ChangedFile {
  readonly path: string;
  readonly change: 'added' | 'modified' | 'deleted' | 'renamed';
  /** The name before, of a renamed file. */
  readonly from?: string;
}
