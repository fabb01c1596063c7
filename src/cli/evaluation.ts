import type { EvaluationReport, Measured, RankerReport, TaskReport } from '../engine/evaluation/report.ts';
import type { TaskKind } from '../engine/evaluation/task.ts';
import { paintFor, withoutControls, type Output } from './terminal.ts';
import { counted, oneLine } from './words.ts';

const titles: Readonly<Record<TaskKind, string>> = {
  commits: 'Commit subject → changed files',
  docs: 'Doc comment → function',
  tests: 'Code → its tests',
  cochange: 'One changed file → the others',
  file: 'Questions of your own',
};

type Row = readonly string[];

/** The whole report for a terminal. */
export function renderEvaluation(report: EvaluationReport, to: Output): string {
  const paint = paintFor(to);
  const parts = report.tasks.map((task) => {
    const head = `${paint.bold(titles[task.kind])}  ${paint.dim(sizesOf(task))}`;
    const notes = task.notes.map((note) => paint.dim(`  ${withoutControls(note)}`));
    if (task.questions === 0) return [head, ...notes].join('\n');
    const tables = tablesOf(task, report.baseline).map((rows) => aligned(rows));
    return [head, ...notes, '', tables.join('\n\n'), '', ...missLines(task)].join('\n');
  });
  return `${parts.join('\n\n')}\n\n${paint.dim(footOf(report))}\n`;
}

/** The same as Markdown, to keep or to send. */
export function renderMarkdown(report: EvaluationReport): string {
  const parts = report.tasks.map((task) => {
    const notes = task.notes.map((note) => `- ${withoutControls(note)}`).join('\n');
    const tables = tablesOf(task, report.baseline).map(([head = [], ...rows]) =>
      [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n'),
    );
    const misses = missLines(task).map((line) => (line.startsWith('  ') ? `    ${line.trim()}` : line));
    const shown = task.questions === 0 ? [] : [...tables, misses.join('\n')];
    return [`## ${titles[task.kind]}`, `${sizesOf(task)}.`, notes, ...shown].join('\n\n');
  });
  return `# Retrieval, measured\n\n${parts.join('\n\n')}\n\n${footOf(report)}\n`;
}

function sizesOf({ questions, files, chunks }: TaskReport): string {
  return `${counted(questions, 'question')}, ${counted(files, 'file')}, ${counted(chunks, 'chunk')}`;
}

function footOf({ seed, baseline }: EvaluationReport): string {
  return `Numbers are in percent, with 95 % intervals (bootstrap over the questions). Differences are to ${baseline}, question by question. Seed ${seed}.`;
}

/** One of quality and time, and one of lines within budgets where lines are known. */
function tablesOf({ rankers }: TaskReport, baseline: string): Row[][] {
  const quality: Row[] = [
    ['', 'nDCG@10', 'MRR@10', `over ${baseline}`, 'recall@1', '@5', '@10', 'p50 ms', 'p95 ms'],
    ...rankers.map((ranker) => [
      ranker.name,
      percent(ranker.ndcg10),
      percent(ranker.mrr10),
      ranker.name === baseline ? '' : difference(ranker.overBaseline),
      short(ranker.recall1),
      short(ranker.recall5),
      short(ranker.recall10),
      milliseconds(ranker.latencyMs.p50),
      milliseconds(ranker.latencyMs.p95),
    ]),
  ];
  const [first] = rankers;
  if (first === undefined || first.linesInBudget.length === 0) return [quality];
  const budget: Row[] = [
    ['needed lines within', ...first.linesInBudget.map(({ tokens }) => `${tokens / 1000}k tokens`)],
    ...rankers.map((ranker: RankerReport) => [
      ranker.name,
      ...ranker.linesInBudget.map(({ recall }) => percent(recall)),
    ]),
  ];
  return [quality, budget];
}

function aligned(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}

function missLines({ misses }: TaskReport): string[] {
  if (misses.length === 0) return [];
  const place = ({ path, startLine }: { path: string; startLine?: number | undefined }): string =>
    withoutControls(startLine === undefined ? path : `${path}:${startLine}`);
  return [
    'To look at: not among our first ten, the worst first.',
    ...misses.flatMap(({ question, origin, expected, found, foundBy }) => [
      `- ${oneLine(withoutControls(question), 120)}${origin === undefined ? '' : ` (${withoutControls(origin)})`}`,
      `    expected: ${expected.map(place).join(', ')}`,
      `    came first: ${found.map(place).join(', ') || 'nothing'}${foundBy === undefined ? '' : `; found by ${foundBy}`}`,
    ]),
  ];
}

function short({ mean }: Measured): string {
  return (100 * mean).toFixed(1);
}

function percent(measured: Measured): string {
  return `${short(measured)} (${(100 * measured.low).toFixed(0)}–${(100 * measured.high).toFixed(0)})`;
}

function difference({ mean, low, high }: Measured): string {
  const signed = (value: number): string => `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)}`;
  return `${signed(mean)} (${signed(low)} to ${signed(high)})`;
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
