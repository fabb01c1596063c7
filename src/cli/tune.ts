import { EngineError } from '../engine/errors.ts';
import type { TuneReport } from '../engine/evaluation/tune.ts';
import type { Measured } from '../engine/evaluation/report.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { progressOn } from './evalProgress.ts';
import { printJson } from './report.ts';

/** `sightline eval --tune`: fit, tell, and keep where that is asked for and better. */
export async function runTune(context: CommandContext, directory: string): Promise<ExitCode> {
  const { terminal, arguments: given } = context;
  const limit = given.number('limit', { least: 1, otherwise: 200 });
  const seed = given.number('seed', { least: 0, otherwise: 1 });
  const { tuneFolder, keepWeights, homeDirectory } = await context.load();
  const progress = progressOn(context);
  let report: TuneReport | null;
  try {
    report = await tuneFolder(directory, { limit, seed, signal: terminal.signal, ...progress });
  } finally {
    progress.clear();
  }
  if (report === null) throw tooFew(directory);
  const isKept = report.isBetter && given.flag('keep');
  if (isKept) keepWeights({ home: homeDirectory(), directory }, report.weights);
  if (given.flag('json')) printJson(terminal.out, { ...report, isKept });
  else terminal.out.write(render(report, { isKept, wasAsked: given.flag('keep') }));
  return given.flag('keep') && !isKept ? 3 : 0;
}

function tooFew(directory: string): EngineError {
  return new EngineError(
    'history-missing',
    `Too few questions can be made of ${directory} to fit anything.`,
    {
      hint: 'It takes some 40 commits that changed code, or as many documented functions.',
    },
  );
}

/** `sightline eval --drop` */
export async function dropTuning(context: CommandContext, directory: string): Promise<ExitCode> {
  const { dropWeights, homeDirectory } = await context.load();
  const wasThere = dropWeights({ home: homeDirectory(), directory });
  const said = wasThere
    ? 'The weights that were kept are forgotten.'
    : 'No weights were kept for this folder.';
  context.terminal.out.write(`${said}\n`);
  return 0;
}

const titles = {
  commits: 'commit subjects',
  docs: 'doc comments',
  tests: 'tests',
  cochange: 'changes',
  file: 'own',
};

function render(report: TuneReport, { isKept, wasAsked }: { isKept: boolean; wasAsked: boolean }): string {
  const kinds = report.kinds.map(
    ({ kind, reportedOn, before, after, gain }) =>
      `  ${titles[kind].padEnd(16)} ${percent(before.mean)} → ${percent(after.mean)}  ${signed(gain)}  (${reportedOn} questions)`,
  );
  const weights = report.changed.map(({ name, from, to }) => `  ${name.padEnd(12)} ${from} → ${to}`);
  const changed = weights.length === 0 ? ['  none: what everyone has is best here'] : weights;
  return [
    'MRR@10 on the half of the questions that nothing was fitted on',
    ...kinds,
    'Weights that changed',
    ...changed,
    verdict(report, { isKept, wasAsked }),
    '',
  ].join('\n');
}

function verdict(
  { isBetter }: TuneReport,
  { isKept, wasAsked }: { isKept: boolean; wasAsked: boolean },
): string {
  if (isKept)
    return 'Kept: this folder is ranked with them from now on. Forget them with: sightline eval --drop';
  if (!isBetter) return `Not better here${wasAsked ? ', so nothing was kept' : ''}.`;
  return 'Nothing is kept yet. To rank this folder with them: sightline eval --tune --keep';
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}

function signed({ mean, low, high }: Measured): string {
  const one = (share: number): string => `${share < 0 ? '' : '+'}${(share * 100).toFixed(1)}`;
  return `${one(mean)} (${one(low)} to ${one(high)})`;
}
