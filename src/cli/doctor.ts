import type { Engine } from '../engine/engine.ts';
import { toFailure } from '../engine/errors.ts';
import type { IndexStatus } from '../engine/retrieval/status.ts';
import { modelSettings } from './chooseModel.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { renderFindings } from './findings.ts';
import type { Findings } from './findings.ts';
import { withProgress } from './progress.ts';
import { printJson } from './report.ts';
import { rootsOf, withEngine } from './workspace.ts';

/** `sightline doctor` */
export const doctor: Command = {
  name: 'doctor',
  operands: '',
  summary: 'say what is indexed, what is skipped and why, which models there are, and whether all is well',
  options: {
    skipped: { type: 'string', value: 'N', help: 'show N skipped files for each reason (default 3)' },
  },
  run: runDoctor,
};

/** Long enough for a large folder's first phase; the findings say how far it is. */
const waitForIndexMs = 20_000;
/** To count examples for every reason, not only for those that come first in path order. */
const skippedLooked = 20_000;

async function runDoctor(context: CommandContext): Promise<ExitCode> {
  const { terminal, arguments: given } = context;
  const found = await withEngine(context, {}, (engine) => examine(context, engine));
  if (given.flag('json')) printJson(terminal.out, found);
  else terminal.out.write(renderFindings(found, terminal.out));
  return found.problems.length > 0 || (found.index?.warnings.length ?? 0) > 0 ? 3 : 0;
}

async function examine(context: CommandContext, engine: Engine): Promise<Findings> {
  const { terminal, arguments: given } = context;
  const { findLocalServers, homeDirectory } = await context.load();
  const problems: string[] = [];
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      terminal.signal.throwIfAborted();
      const { message, hint } = toFailure(error);
      problems.push([message, hint].filter(Boolean).join(' '));
      return null;
    }
  };
  const servers = findLocalServers(terminal.signal);
  const index = await attempt(() => settledStatus(context, engine));
  const skipped = await attempt(() => engine.index.skipped(skippedLooked));
  const examples = given.number('skipped', { least: 0, otherwise: 3 });
  return {
    version: context.version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    home: homeDirectory(),
    roots: rootsOf(context).map((root) => root.directory),
    index,
    skipped: [...Map.groupBy(skipped ?? [], (row) => row.reason).values()].flatMap((rows) =>
      rows.slice(0, examples),
    ),
    configured: configuredModel(terminal.environment),
    servers: (await attempt(() => servers)) ?? [],
    sessions: await attempt(() => engine.sessions.list({ limit: 1_000_000 }).length),
    memories: await attempt(() => engine.memories.list({ withPast: true }).length),
    problems,
  };
}

/** The status once phase 1 is done, or how far it is when patience ends. */
async function settledStatus({ terminal }: CommandContext, { index }: Engine): Promise<IndexStatus> {
  const patience = AbortSignal.any([terminal.signal, AbortSignal.timeout(waitForIndexMs)]);
  await withProgress(index, terminal.err, () => index.whenReady('searchable', patience)).catch(
    (error: unknown) => {
      terminal.signal.throwIfAborted();
      if (!patience.aborted) throw error;
    },
  );
  return index.status();
}

function configuredModel(environment: Readonly<Record<string, string | undefined>>): Findings['configured'] {
  const settings = modelSettings(environment, undefined);
  if (settings.kind === 'none') return null;
  if (settings.kind === 'named') return { model: settings.model, baseUrl: null, hasKey: false };
  const { model, baseUrl, apiKey } = settings.profile;
  return { model, baseUrl: withoutPassword(baseUrl), hasKey: apiKey !== undefined };
}

/** An address may carry a name and a password, which findings that are sent to others must not. */
function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}
