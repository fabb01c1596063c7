import type { EvaluationReport, Measured, RankerReport, TaskReport } from '../engine/evaluation/report.ts';

export interface EvaluationPage {
  readonly report: EvaluationReport;
  /** Fresh for every page. */
  readonly nonce: string;
  readonly language: string;
}

type Place = TaskReport['misses'][number]['found'][number];

const titles: Readonly<Record<TaskReport['kind'], string>> = {
  commits: 'Commit subject → changed files',
  docs: 'Doc comment → function',
  tests: 'Code → its tests',
  cochange: 'One changed file → the others',
  file: 'Questions of your own',
};

/**
 * The page of a measurement: a chart and a table for each kind of question, then the misses. A click on a place posts
 * `{path, line}`; that is all its script does, and nothing is loaded.
 */
export function evaluationPage(page: EvaluationPage): string {
  const { report, nonce, language } = page;
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Retrieval, measured</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<h1>Retrieval, measured</h1>
<p>How well this folder is searched: questions were made of its own history and code, and each ranker was asked all of
them. Bars show the mean, lines its 95 % interval. Nothing left this machine.</p>
${report.tasks.map((task) => section(task, page)).join('\n')}
<p class="quiet">Numbers are in percent. Differences are to ${escaped(report.baseline)}, question by question. Seed ${report.seed}: the same seed gives the same questions.</p>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
}

function section(task: TaskReport, page: EvaluationPage): string {
  const { kind, questions, files, chunks, notes, rankers } = task;
  const sizes = [counted(questions, 'question'), counted(files, 'file'), counted(chunks, 'chunk')].join(', ');
  const head = `<h2>${titles[kind]}</h2>\n<p class="quiet">${sizes}. ${notes.map(escaped).join(' ')}</p>`;
  if (questions === 0) return head;
  return `<section>${head}
<div class="charts">
${chart('nDCG@10', rankers, ({ ndcg10 }) => ndcg10)}
${chart('MRR@10', rankers, ({ mrr10 }) => mrr10)}
${chart('recall@10', rankers, ({ recall10 }) => recall10)}
</div>
${table(task, page.report.baseline)}
${misses(task)}</section>`;
}

const rowHeight = 26;
const left = 180;
const width = 240;
const right = 110;

function chart(
  name: string,
  rankers: readonly RankerReport[],
  valueOf: (ranker: RankerReport) => Measured,
): string {
  const spoken = rankers.map((ranker) => `${ranker.name} ${percent(valueOf(ranker).mean)}`).join(', ');
  const rows = rankers.map((ranker, at) => {
    const { mean, low, high } = valueOf(ranker);
    const y = at * rowHeight;
    const x = (share: number): string => (left + Math.max(0, Math.min(1, share)) * width).toFixed(1);
    const bar = (mean * width).toFixed(1);
    return `<text x="${left - 8}" y="${y + 16}" text-anchor="end">${escaped(shortened(ranker.name))}</text>
<rect class="${at === 0 ? 'own' : 'other'}" x="${left}" y="${y + 4}" width="${bar}" height="16"/>
<line x1="${x(low)}" x2="${x(high)}" y1="${y + 12}" y2="${y + 12}"/>
<text x="${left + width + 8}" y="${y + 16}">${percent(mean)} (${percent(low)}–${percent(high)})</text>`;
  });
  const height = rankers.length * rowHeight;
  return `<figure><figcaption>${name}</figcaption>
<svg role="img" aria-label="${escaped(`${name}: ${spoken}`)}" viewBox="0 0 ${left + width + right} ${height}">
${rows.join('\n')}
</svg></figure>`;
}

function table({ rankers }: TaskReport, baseline: string): string {
  const budgets = rankers[0]?.linesInBudget.map(({ tokens }) => `lines in ${tokens / 1000}k tokens`) ?? [];
  const heads = ['', 'over the baseline', 'recall@1', 'recall@5', ...budgets, 'p50 ms', 'p95 ms'];
  const rows = rankers.map((ranker) => [
    escaped(ranker.name),
    ranker.name === baseline ? 'baseline' : difference(ranker.overBaseline),
    percent(ranker.recall1.mean),
    percent(ranker.recall5.mean),
    ...ranker.linesInBudget.map(({ recall }) => percent(recall.mean)),
    milliseconds(ranker.latencyMs.p50),
    milliseconds(ranker.latencyMs.p95),
  ]);
  const head = heads.map((cell) => `<th scope="col">${cell}</th>`).join('');
  const body = rows.map(
    ([name, ...cells]) =>
      `<tr><th scope="row">${name}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
  );
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function misses({ misses: all }: TaskReport): string {
  if (all.length === 0) return '<p>Nothing was missed.</p>';
  const link = (place: Place): string => {
    const { path, startLine } = place;
    const line = startLine === undefined ? '' : `:${startLine}`;
    return `<a href="#" data-path="${escaped(path)}" data-line="${startLine ?? 1}">${escaped(`${path}${line}`)}</a>`;
  };
  const items = all.map(({ question, origin, expected, found, foundBy }) => {
    const from = origin === undefined ? '' : ` <span class="quiet">${escaped(origin)}</span>`;
    const by = foundBy === undefined ? '' : ` <span class="quiet">Found by ${escaped(foundBy)}.</span>`;
    const first = found.length === 0 ? 'nothing' : found.map(link).join(', ');
    return `<li><strong>${escaped(question)}</strong>${from}<br>Expected: ${expected.map(link).join(', ')}<br>Came first: ${first}.${by}</li>`;
  });
  return `<h3>Misses to look at</h3>\n<ol>${items.join('\n')}</ol>`;
}

function percent(share: number): string {
  return (share * 100).toFixed(share >= 0.995 ? 0 : 1);
}

function difference({ mean, low, high }: Measured): string {
  const signed = (share: number): string => `${share >= 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(1)}`;
  return `${signed(mean)} (${signed(low)} to ${signed(high)})`;
}

function milliseconds(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}

/** Names of rankers are ours, and one of them is a sentence. */
function shortened(name: string): string {
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const script = `
const host = acquireVsCodeApi();
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-path]');
  if (link === null) return;
  event.preventDefault();
  host.postMessage({ path: link.dataset.path, line: Number(link.dataset.line) });
});
`;

const style = `
body { font: var(--vscode-font-size) var(--vscode-font-family); color: var(--vscode-foreground); padding: 8px 24px 32px; max-width: 1100px; }
h1, h2, h3 { font-weight: 600; }
.quiet { color: var(--vscode-descriptionForeground); }
.charts { display: flex; flex-wrap: wrap; gap: 16px; }
figure { margin: 0; flex: 1 1 480px; max-width: 560px; }
figcaption { font-weight: 600; margin-bottom: 4px; }
svg { width: 100%; font-size: 12px; }
svg text { fill: var(--vscode-foreground); }
svg .own { fill: var(--vscode-charts-blue); }
svg .other { fill: var(--vscode-charts-foreground); opacity: 0.45; }
svg line { stroke: var(--vscode-foreground); stroke-width: 1.5; }
.wide { overflow-x: auto; margin: 16px 0; }
table { border-collapse: collapse; }
th, td { padding: 4px 12px 4px 0; text-align: right; border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); }
th:first-child { text-align: left; }
a { color: var(--vscode-textLink-foreground); }
a:focus { outline: 1px solid var(--vscode-focusBorder); }
li { margin-bottom: 10px; }
`;
