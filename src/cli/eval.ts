import fs from 'node:fs';
import path from 'node:path';
import { EngineError } from '../engine/errors.ts';
import type { EvaluationReport } from '../engine/evaluation/report.ts';
import type { TaskKind } from '../engine/evaluation/task.ts';
import { wrongUse, type Arguments } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { renderEvaluation, renderMarkdown } from './evaluation.ts';
import { printJson } from './report.ts';
import { dropTuning, runTune } from './tune.ts';
import { progressOn } from './evalProgress.ts';
import { rootsOf } from './workspace.ts';

type MinedKind = Exclude<TaskKind, 'file'>;

const minedKinds: readonly MinedKind[] = ['commits', 'docs', 'tests', 'cochange'];

/** `sightline eval` */
export const evalCommand: Command = {
  name: 'eval',
  operands: '',
  summary: 'measure how well this repository is searched, beside other rankers',
  description: [
    'Makes questions from the repository itself and counts how well each ranker answers them:',
    '  commits   the subject of a commit asks for the files that it changed; searched is the tree before it',
    '  docs      the first sentence of a doc comment asks for its function; searched is the code without comments',
    '  tests     the names that a file declares ask for its tests',
    '  cochange  one file of a commit asks for the others',
    '  FILE      your own: one {"question": "...", "expected": [{"path": "...", "startLine": 1, "endLine": 9}]} a line',
    'Beside ours: BM25F with fixed weights (the baseline of differences), raw BM25, a search for single words',
    'as an agent does it with ripgrep, and a repo map. Intervals are 95 %, by bootstrap. Nothing leaves the machine.',
  ].join('\n'),
  options: {
    task: {
      type: 'string',
      multiple: true,
      value: 'KIND|FILE',
      help: 'commits, docs, tests, cochange, or a file of questions; repeatable (default: commits and docs)',
    },
    limit: { type: 'string', short: 'n', value: 'N', help: 'at most N questions of each kind (default 200)' },
    seed: { type: 'string', value: 'N', help: 'chooses other questions where there are more (default 1)' },
    markdown: { type: 'boolean', help: 'print the report as Markdown' },
    tune: {
      type: 'boolean',
      help: 'fit the weights of ranking to this folder on half of its commits and docs, and tell the other half',
    },
    keep: { type: 'boolean', help: 'with --tune: rank with them from now on, where they are better' },
    drop: { type: 'boolean', help: 'forget the weights that were kept' },
  },
  run: runEval,
};

async function runEval(context: CommandContext): Promise<ExitCode> {
  const { terminal, arguments: given } = context;
  if (given.flag('json') && given.flag('markdown'))
    throw wrongUse(evalCommand, '--json and --markdown exclude each other.');
  const [root, second] = rootsOf(context);
  if (root === undefined || second !== undefined)
    throw wrongUse(evalCommand, 'eval takes one folder: --workspace DIR once.');
  if (given.flag('keep') && !given.flag('tune')) throw wrongUse(evalCommand, '--keep goes with --tune.');
  if (given.flag('drop')) return dropTuning(context, root.directory);
  if (given.flag('tune')) return runTune(context, root.directory);
  const asked = tasksOf(given, terminal.currentDirectory);
  const limit = given.number('limit', { least: 1, otherwise: 200 });
  const seed = given.number('seed', { least: 0, otherwise: 1 });
  const { evaluateFolder } = await context.load();
  const progress = progressOn(context);
  let report: EvaluationReport;
  try {
    report = await evaluateFolder(root.directory, {
      ...asked,
      limit,
      seed,
      signal: terminal.signal,
      ...progress,
    });
  } finally {
    progress.clear();
  }
  if (given.flag('json')) printJson(terminal.out, report);
  else if (given.flag('markdown')) terminal.out.write(renderMarkdown(report));
  else terminal.out.write(renderEvaluation(report, terminal.out));
  const hasQuestions = report.tasks.some(({ questions }) => questions > 0);
  if (!hasQuestions) terminal.err.write('No questions could be made of this folder.\n');
  return hasQuestions ? 0 : 1;
}

function tasksOf(given: Arguments, currentDirectory: string) {
  const named = given.list('task');
  const wanted = named.length === 0 ? ['commits', 'docs'] : named;
  const isMined = (name: string): name is MinedKind => (minedKinds as readonly string[]).includes(name);
  const files = wanted.filter((name) => !isMined(name));
  const [name, second] = files;
  if (second !== undefined) throw wrongUse(evalCommand, 'eval takes one file of questions.');
  return {
    kinds: minedKinds.filter((kind) => wanted.includes(kind)),
    ...(name === undefined ? {} : { file: { name, text: read(path.resolve(currentDirectory, name), name) } }),
  };
}

function read(file: string, name: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    const hint = `--task takes ${minedKinds.join(', ')}, or the path of a file of questions.`;
    throw new EngineError('wrong-use', `There is no kind of question and no file named "${name}".`, {
      hint,
      cause,
    });
  }
}
