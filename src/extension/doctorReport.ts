import type { IndexStatus } from '../engine/retrieval/status.ts';
import type { SkippedFile } from '../engine/retrieval/workspaceIndex.ts';
import { count } from './describeIndex.ts';

export interface DoctorFindings {
  readonly folders: readonly string[];
  readonly status: IndexStatus | null;
  readonly skipped: readonly SkippedFile[];
  readonly models: readonly { readonly label: string; readonly group: string; readonly isChosen: boolean }[];
  readonly localServers: readonly { readonly name: string; readonly baseUrl: string }[];
  readonly sessionCount: number | null;
  readonly versions: Readonly<Record<string, string>>;
  /** What is wrong, one sentence each, with what to do. */
  readonly problems: readonly string[];
  readonly isRestricted: boolean;
}

/** A report that a person reads from top to bottom: what is wrong, what is searched, what is not and why, models, stores. */
export function writeDoctorReport(findings: DoctorFindings): string {
  const sections = [
    '# Sightline doctor',
    problems(findings),
    index(findings),
    skippedFiles(findings),
    models(findings),
    stores(findings),
    section('Versions', table(['what', 'version'], Object.entries(findings.versions))),
  ];
  return `${sections.join('\n\n')}\n`;
}

function problems({ problems: found, status, isRestricted }: DoctorFindings): string {
  const all = [
    ...found,
    ...(status?.warnings ?? []),
    ...(isRestricted
      ? [
          'This folder is not trusted: model addresses that it sets are ignored, and no file is changed. Trust it with "Manage Workspace Trust".',
        ]
      : []),
  ];
  return section('Problems', all.length === 0 ? 'None found.' : list(all));
}

function index({ folders, status }: DoctorFindings): string {
  if (status === null) return section('Index', 'The index did not answer.');
  const languages = Object.entries(status.languages).sort((a, b) => b[1] - a[1]);
  return section(
    'Index',
    list([
      `Folders: ${folders.map(code).join(', ')}`,
      `State: ${status.state}${status.isPaused ? ', paused' : ''} (phase: ${status.phase}, generation ${status.generation})`,
      `Indexed: ${count(status.filesIndexed, 'file')} of ${count(status.filesTotal, 'file')}, ${count(status.chunks, 'chunk')}, ${bytes(status.indexBytes)} on disk`,
      `Parsed by grammar: ${count(status.filesParsed, 'file')}`,
      status.role === 'writer'
        ? 'This window writes the index.'
        : 'Another window or server writes the index; this one reads it.',
      `Languages: ${languages.map(([name, files]) => `${name} ${files.toLocaleString('en-US')}`).join(', ') || 'none yet'}`,
      ...(status.commits === undefined ? [] : [`History: ${count(status.commits, 'commit')}`]),
    ]),
  );
}

function skippedFiles({ status, skipped }: DoctorFindings): string {
  const counts = Object.entries(status?.skipped ?? {}).sort((a, b) => b[1] - a[1]);
  const total = counts.reduce((sum, [, files]) => sum + files, 0);
  if (total === 0 && skipped.length === 0) return section('Not indexed', 'No file was left out.');
  const rows = skipped.map(({ path, reason, detail }) => [code(path), reason, detail]);
  const more = total > skipped.length ? `\n\nShown are the first ${skipped.length} of ${total}.` : '';
  return section(
    'Not indexed',
    `${list(counts.map(([reason, files]) => `${reason}: ${count(files, 'file')}`))}\n\n${table(['path', 'reason', 'detail'], rows)}${more}`,
  );
}

function models({ models: found, localServers }: DoctorFindings): string {
  const lines = [
    ...(found.some(({ isChosen }) => isChosen)
      ? []
      : ['No model is chosen: answers come from the code alone.']),
    ...found.map(({ label, group, isChosen }) => `${label} (${group})${isChosen ? ', chosen' : ''}`),
    ...localServers.map(({ name, baseUrl }) => `${name} answers at ${baseUrl} and is not connected.`),
  ];
  return section('Models', list(lines));
}

function stores({ sessionCount }: DoctorFindings): string {
  const text =
    sessionCount === null ? 'Chats: the store did not open, see Problems.' : `Chats: ${sessionCount}`;
  return section('Stores', list([text]));
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return text.includes('`') ? text : `\`${text}\``;
}

function bytes(amount: number): string {
  if (amount < 1024) return `${amount} B`;
  if (amount < 1024 * 1024) return `${Math.round(amount / 1024)} KB`;
  return `${(amount / 1024 / 1024).toFixed(1)} MB`;
}
