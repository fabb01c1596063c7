import { normalText } from './lines.ts';

/** The text of files as they are now. Implemented over the disk and the open editors. */
export interface FileSource {
  /**
   * @param path  As in a hit.
   * @returns     Null where there is no such file any more, or it is not text. `hash` is made as the index makes it;
   *              `isUnsaved` where the text is an open editor's, not the disk's.
   */
  read(path: string): Promise<CurrentFile | null>;
}

export interface CurrentFile {
  readonly text: string;
  readonly hash: string;
  readonly isUnsaved: boolean;
}

/** A file cut into lines, without line ends. */
export interface CurrentLines {
  readonly lines: readonly string[];
  readonly hash: string;
  readonly isUnsaved: boolean;
}

export type LineSource = (path: string) => Promise<CurrentLines | null>;

/** Read each file at most once, however often it is asked for: one search shows several places of one file. */
export function oncePerFile(files: FileSource): LineSource {
  const known = new Map<string, Promise<CurrentLines | null>>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const reading = readLines(files, path);
    known.set(path, reading);
    return reading;
  };
}

async function readLines(files: FileSource, path: string): Promise<CurrentLines | null> {
  const file = await files.read(path);
  return file === null
    ? null
    : { lines: normalText(file.text).split('\n'), hash: file.hash, isUnsaved: file.isUnsaved };
}
