/**
 * The contract of `test/bench/NAME.bench.ts`, which `npm run bench [-- NAME ...]` runs, each in a process of its own:
 *
 *   export const title = 'Query at 100,000 chunks';
 *   export async function run(): Promise<BenchRow[]> { ... }
 *
 * One row is the baseline of the same run (another library, an empty module, the parser alone): on a shared machine
 * only ratios can be compared, and CPU time is steadier than wall time.
 */
export interface BenchRow {
  readonly name: string;
  readonly isBaseline?: boolean;
  /** Column → value, with its unit in the column's name: `{ 'CPU ms': 1.4, 'wall ms': 2.2 }`. */
  readonly values: Readonly<Record<string, number | string>>;
  /** What was promised, in words, and whether this run kept it. */
  readonly promise?: string;
  readonly isKept?: boolean;
}

export interface Timing {
  /** Milliseconds, one per round, smallest first. */
  readonly wallMs: readonly number[];
  readonly cpuMs: readonly number[];
}

/** Time a piece of work. The first `warmUps` rounds are thrown away. CPU time is that of the whole process. */
export async function time(rounds: number, work: (round: number) => unknown, warmUps = 1): Promise<Timing> {
  const wallMs: number[] = [];
  const cpuMs: number[] = [];
  for (let round = -warmUps; round < rounds; round += 1) {
    const cpu = process.cpuUsage();
    const wall = performance.now();
    await work(round);
    const wallTook = performance.now() - wall;
    const { user, system } = process.cpuUsage(cpu);
    if (round < 0) continue;
    wallMs.push(wallTook);
    cpuMs.push((user + system) / 1000);
  }
  return { wallMs: ascending(wallMs), cpuMs: ascending(cpuMs) };
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = ascending(values);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** A row's cells as text, columns in the order in which they first appear. */
export function table(rows: readonly BenchRow[]): string {
  const columns = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const head = ['', ...columns, ''];
  const body = rows.map((row) => [
    row.isBaseline ? `${row.name} (baseline)` : row.name,
    ...columns.map((column) => cell(row.values[column])),
    row.promise === undefined ? '' : `${row.isKept ? '✔' : '✖'} ${row.promise}`,
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((line) => line[i]?.length ?? 0)));
  const isText = (i: number): boolean => i === 0 || i === head.length - 1;
  const print = (line: string[]): string =>
    line
      .map((text, i) => (isText(i) ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [head, ...body].map(print).join('\n');
}

function cell(value: number | string | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Number.isInteger(value)) return value.toLocaleString('en-GB');
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}
