import fs from 'node:fs';
import path from 'node:path';
import { fileFlags, flagsOf } from '../engine/retrieval/fileFlags.ts';
import { languageOf } from '../engine/retrieval/language.ts';
import { readCopyright } from './copyright.ts';

export interface SourceFile {
  /** Within the package, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface PackageFiles {
  readonly code: readonly SourceFile[];
  /** Documents that may speak of names in the code: change logs and Markdown. */
  readonly notes: readonly SourceFile[];
  /** Changes that the distribution made. */
  readonly patches: readonly SourceFile[];
}

const languages: ReadonlySet<string> = new Set(
  (
    'typescript typescriptreact javascript javascriptreact python go rust java kotlin c cpp csharp php ruby swift ' +
    'scala lua shellscript perl elixir groovy'
  ).split(' '),
);
const unwanted = fileFlags.generated | fileFlags.vendored | fileFlags.declaration | fileFlags.data;
const largestCode = 250_000;
const largestNotes = 2_000_000;
const noteName = /(?:^|\/)(?:[^/]*\.(?:md|markdown)|(?:changelog|changes|history|news)[^/]*)$/i;
const patchName = /^debian\/patches\/.*[^/]$/;

/** The hand-written, permissive files of an unpacked package, in order of their paths, each content once. */
export function readSourceFiles(folder: string): PackageFiles {
  const isPermitted = readCopyright(folder);
  const files: Record<keyof PackageFiles, SourceFile[]> = { code: [], notes: [], patches: [] };
  const seen = new Set<string>();
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const within = withinPackage(name);
    const use = useOf(within);
    if (use === undefined || !isPermitted(within)) continue;
    const stats = fs.lstatSync(path.join(folder, name));
    if (!stats.isFile() || stats.size < 200) continue;
    if (stats.size > (use === 'notes' ? largestNotes : largestCode)) continue;
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    const key = `${text.length}:${text.slice(0, 2000)}`;
    if (seen.has(key) || (use === 'code' && !isHandWritten(within, text))) continue;
    seen.add(key);
    files[use].push({ path: within, text });
  }
  return files;
}

function useOf(file: string): keyof PackageFiles | undefined {
  if (patchName.test(file)) return 'patches';
  if (noteName.test(file)) return 'notes';
  return languages.has(languageOf(file)) ? 'code' : undefined;
}

/** Long lines were not written by hand, whatever the file is called. */
function isHandWritten(file: string, text: string): boolean {
  return (flagsOf(file, text) & unwanted) === 0 && text.length / (text.split('\n').length + 1) <= 100;
}

/** Archives hold one folder that is named after the package and its version. */
function withinPackage(name: string): string {
  return name.split(path.sep).slice(1).join('/');
}
