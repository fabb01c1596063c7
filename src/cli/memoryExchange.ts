import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { exportMemories, importMemories } from '../engine/exchangeMemories.ts';
import { suggestFromRules } from '../engine/memory/propose.ts';
import { memoryScopes } from '../engine/memory/memory.ts';
import { proposeAll } from '../engine/turnMemories.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { oneOf } from './remember.ts';
import { printJson, reportWarnings } from './report.ts';
import { withoutControls } from './terminal.ts';
import { counted } from './words.ts';
import { rootsOf } from './workspace.ts';

/** What is shared where nobody says otherwise: what a person prefers stays with them. */
const sharedScopes = ['workspace', 'team'] as const;

/** `memory export [DIR]`: Markdown files, one for each memory, in `.sightline/memory` of the first folder. */
export async function exportFiles(context: CommandContext, engine: Engine, to?: string): Promise<void> {
  const { arguments: given, terminal } = context;
  const { readMemoryFolder, writeMemoryFolder } = await context.load();
  const folder = await folderOf(context, to);
  const scope = oneOf({ name: 'memory' }, given, { name: 'scope', words: memoryScopes });
  const there = readMemoryFolder(folder);
  const scopes = scope === undefined ? sharedScopes : [scope];
  const exported = exportMemories(engine.memories, { scopes, there });
  const written = writeMemoryFolder(folder, exported);
  const files = exported.files.map(({ name }) => name);
  if (given.flag('json')) return printJson(terminal.out, { folder, files, written, removed: exported.gone });
  const removed = exported.gone.length === 0 ? '' : `, ${exported.gone.length} removed`;
  const said = `${counted(files.length, 'memory', 'memories')} in ${folder}: ${written} written${removed}.`;
  terminal.out.write(`${withoutControls(said)}\n`);
}

/**
 * `memory import [DIR]`: take in what a team or another machine exported. 3 where some files were not taken. A single
 * file is one of rules for agents (AGENTS.md, CLAUDE.md): its rules are proposed.
 */
export async function importFiles(context: CommandContext, engine: Engine, from?: string): Promise<ExitCode> {
  const { arguments: given, terminal } = context;
  const { readMemoryFolder } = await context.load();
  const folder = await folderOf(context, from);
  if (isFile(folder)) return proposeRules(context, engine, folder);
  const now = { ms: Date.now(), newId: () => randomUUID() };
  const imported = importMemories(engine.memories, readMemoryFolder(folder), now);
  const { added, changed, merged, unchanged, problems } = imported;
  if (given.flag('json')) printJson(terminal.out, { folder, ...imported });
  else {
    const said = `${added.length} added, ${changed.length} changed, ${merged.length} merged, ${unchanged} as they were.`;
    terminal.out.write(`${withoutControls(`${folder}: ${said}`)}\n`);
  }
  reportWarnings(
    terminal.err,
    problems.map(({ file, why }) => `${file} was not taken: ${why}.`),
  );
  return problems.length > 0 ? 3 : 0;
}

async function folderOf(context: CommandContext, named: string | undefined): Promise<string> {
  const { memoryFolder } = await context.load();
  const root = rootsOf(context)[0]?.directory ?? context.terminal.currentDirectory;
  return named === undefined ? memoryFolder(root) : path.resolve(context.terminal.currentDirectory, named);
}

/** Rules that were written for other agents are theirs until a person has read them: they wait for review. */
function proposeRules(
  { arguments: given, terminal }: CommandContext,
  engine: Engine,
  file: string,
): ExitCode {
  const name = path.basename(file);
  const suggestions = suggestFromRules(fs.readFileSync(file, 'utf8'), name);
  const proposed = proposeAll(engine.memories, suggestions, { by: 'import', name, at: Date.now() });
  if (given.flag('json')) printJson(terminal.out, { file, proposed });
  else
    terminal.out.write(
      `${counted(proposed, 'rule')} of ${name} wait for review: sightline memory proposals\n`,
    );
  return 0;
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
