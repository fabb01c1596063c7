import type { IndexStatus } from '../engine/retrieval/status.ts';
import type { SkippedFile } from '../engine/retrieval/workspaceIndex.ts';
import { howToConnect } from './chooseModel.ts';
import type { LocalServer } from './command.ts';
import { skippedInWords } from './indexCommand.ts';
import { paintFor, withoutControls } from './terminal.ts';
import type { Output, Paint } from './terminal.ts';
import { bytesInWords, counted } from './words.ts';

export interface Findings {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly home: string;
  readonly roots: readonly string[];
  readonly index: IndexStatus | null;
  /** A few of the skipped for each reason. */
  readonly skipped: readonly SkippedFile[];
  /** What the environment names: `gpt-x at https://…`, a model without its server, or null. Never the key. */
  readonly configured: {
    readonly model: string;
    readonly baseUrl: string | null;
    readonly hasKey: boolean;
  } | null;
  readonly servers: readonly LocalServer[];
  readonly sessions: number | null;
  /** How many memories this workspace sees; null where they cannot be read. */
  readonly memories: number | null;
  /** What is wrong, each with what to do. */
  readonly problems: readonly string[];
}

/** What `doctor` found, for a person. */
export function renderFindings(found: Findings, out: Pick<Output, 'isColoured'>): string {
  const paint = paintFor(out);
  const sections: [string, string[]][] = [
    [
      'Sightline',
      [`version ${found.version}, Node ${found.node}, ${found.platform}`, `data in ${found.home}`],
    ],
    ['Workspace', [...found.roots]],
    ['Index', found.index === null ? ['could not be opened'] : indexLines(found.index)],
    ['Skipped', skippedLines(found)],
    ['Model', modelLines(found)],
    ['Stores', storeLines(found)],
    ['Problems', problemLines(found)],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => section(paint, title, lines))
    .join('\n');
}

function section(paint: Paint, title: string, lines: readonly string[]): string {
  return `${paint.bold(title)}\n${lines.map((line) => `  ${withoutControls(line)}\n`).join('')}`;
}

function indexLines(index: IndexStatus): string[] {
  const { state, role, isPaused } = index;
  const by = role === 'reader' ? ', written by another window or server' : '';
  const files = `${index.filesIndexed.toLocaleString('en-US')} of ${counted(index.filesTotal, 'file')}`;
  const languages = Object.entries(index.languages).sort(([, a], [, b]) => b - a);
  const shown = languages.slice(0, 8).map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`);
  const more = languages.length > 8 ? `, and ${languages.length - 8} more` : '';
  return [
    `${state}${isPaused ? ', paused' : ''}${by}: ${files} indexed, ${index.filesParsed.toLocaleString('en-US')} parsed`,
    `${counted(index.chunks, 'chunk')}, ${bytesInWords(index.indexBytes)} on disk, generation ${index.generation}`,
    ...(shown.length === 0 ? [] : [`languages: ${shown.join(', ')}${more}`]),
    ...(index.commits === undefined ? [] : [`history: ${counted(index.commits, 'commit')}`]),
  ];
}

function skippedLines({ index, skipped }: Findings): string[] {
  if (index === null) return [];
  const words = skippedInWords(index).replace(/^Skipped /, '');
  const examples = skipped.map((row) => `${row.reason}: ${row.path} (${row.detail})`);
  return words === '' ? ['nothing'] : [words, ...examples];
}

function modelLines({ configured, servers }: Findings): string[] {
  const found = servers.map((server) => `${server.name} at ${server.baseUrl}: ${modelsOf(server.models)}`);
  if (configured === null) {
    return [
      `none is set. ${howToConnect}`,
      ...(servers.length === 0 ? ['no model server runs on this machine'] : found),
    ];
  }
  const at = configured.baseUrl === null ? 'on this machine' : `at ${configured.baseUrl}`;
  return [`${configured.model} ${at}, ${configured.hasKey ? 'with a key' : 'without a key'}`, ...found];
}

function modelsOf(models: readonly string[]): string {
  if (models.length === 0) return 'no models';
  const more = models.length > 6 ? `, and ${models.length - 6} more` : '';
  return models.slice(0, 6).join(', ') + more;
}

function storeLines({ sessions, memories, index }: Findings): string[] {
  return [
    sessions === null
      ? 'sessions: not readable'
      : `sessions: sound, ${counted(sessions, 'session')} in this workspace`,
    memories === null ? 'memory: not readable' : `memory: sound, ${counted(memories, 'memory', 'memories')}`,
    index === null || index.state === 'failed' ? 'index: not usable' : 'index: sound',
  ];
}

function problemLines({ problems, index }: Findings): string[] {
  return [...new Set([...problems, ...(index?.warnings ?? [])])];
}
