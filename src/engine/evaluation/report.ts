import * as z from 'zod';
import { budgets, type Result } from './evaluate.ts';
import { bootstrapInterval, mean, type Quality } from './metrics.ts';
import { baselineName } from './ranker.ts';
import { taskKinds, type Task, type TaskKind } from './task.ts';

/** A mean with its 95 % interval. */
export const measuredSchema = z.object({ mean: z.number(), low: z.number(), high: z.number() });
export type Measured = z.infer<typeof measuredSchema>;

const placeSchema = z.object({
  path: z.string(),
  startLine: z.number().int().optional(),
  endLine: z.number().int().optional(),
});

export const rankerReportSchema = z.object({
  name: z.string(),
  ndcg10: measuredSchema,
  mrr10: measuredSchema,
  recall1: measuredSchema,
  recall5: measuredSchema,
  recall10: measuredSchema,
  /** Difference of MRR@10 to the baseline's, question by question. */
  overBaseline: measuredSchema,
  /** The share of the expected lines within so many tokens; empty where no lines are known. */
  linesInBudget: z.array(z.object({ tokens: z.number().int(), recall: measuredSchema })),
  latencyMs: z.object({ p50: z.number(), p95: z.number() }),
});
export type RankerReport = z.infer<typeof rankerReportSchema>;

export const missSchema = z.object({
  question: z.string(),
  origin: z.string().optional(),
  expected: z.array(placeSchema),
  /** What our ranker found first. */
  found: z.array(placeSchema),
  /** The ranker that found it best, where one did. */
  foundBy: z.string().optional(),
});

export const taskReportSchema = z.object({
  kind: z.enum(taskKinds),
  questions: z.number().int(),
  files: z.number().int(),
  chunks: z.number().int(),
  /** What was searched, how questions were made, what was left out. */
  notes: z.array(z.string()),
  rankers: z.array(rankerReportSchema),
  misses: z.array(missSchema),
});
export type TaskReport = z.infer<typeof taskReportSchema>;

/** What `sightline eval --json` prints. Shares are between 0 and 1. */
export const evaluationReportSchema = z.object({
  seed: z.number().int(),
  baseline: z.literal(baselineName),
  tasks: z.array(taskReportSchema),
});
export type EvaluationReport = z.infer<typeof evaluationReportSchema>;

export interface Evaluated {
  readonly kind: TaskKind;
  readonly tasks: readonly Task[];
  readonly files: number;
  readonly chunks: number;
  readonly notes: readonly string[];
  /** For each ranker its name and one result for each task. */
  readonly rankers: readonly { readonly name: string; readonly results: readonly Result[] }[];
  /** Whose misses are told. */
  readonly own: string;
  readonly seed: number;
}

export function reportOf(evaluated: Evaluated): TaskReport {
  const { kind, tasks, files, chunks, notes, rankers, seed } = evaluated;
  const baseline = rankers.find(({ name }) => name === baselineName)?.results ?? [];
  return {
    kind,
    questions: tasks.length,
    files,
    chunks,
    notes: [...notes],
    rankers: rankers.map(({ name, results }) => rankerReport(name, { results, baseline, seed })),
    misses: missesOf(evaluated),
  };
}

interface Compared {
  readonly results: readonly Result[];
  readonly baseline: readonly Result[];
  readonly seed: number;
}

function rankerReport(name: string, { results, baseline, seed }: Compared): RankerReport {
  const measured = (values: readonly number[]): Measured => ({
    mean: mean(values),
    ...bootstrapInterval([values], { seed }),
  });
  const quality = (key: keyof Quality): Measured => measured(results.map((result) => result.quality[key]));
  const gains = results.map(({ quality: own }, at) => own.mrr10 - (baseline[at]?.quality.mrr10 ?? 0));
  const withLines = results.flatMap(({ linesInBudget }) => (linesInBudget === null ? [] : [linesInBudget]));
  const times = results.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? 0;
  return {
    name,
    ndcg10: quality('ndcg10'),
    mrr10: quality('mrr10'),
    recall1: quality('recall1'),
    recall5: quality('recall5'),
    recall10: quality('recall10'),
    overBaseline: measured(gains),
    linesInBudget:
      withLines.length === 0
        ? []
        : budgets.map((tokens, which) => ({
            tokens,
            recall: measured(withLines.map((shares) => shares[which] ?? 0)),
          })),
    latencyMs: { p50: at(0.5), p95: at(0.95) },
  };
}

const shownMisses = 5;

/** The worst first: what another ranker put highest and ours did not find among the first ten. */
function missesOf({ tasks, rankers, own }: Evaluated): TaskReport['misses'] {
  const ours = rankers.find(({ name }) => name === own)?.results ?? [];
  const others = rankers.filter(({ name }) => name !== own);
  return tasks
    .flatMap((task, at) => {
      const result = ours[at];
      if (result === undefined || result.quality.mrr10 > 0) return [];
      const best = others
        .map(({ name, results }) => ({ name, mrr10: results[at]?.quality.mrr10 ?? 0 }))
        .sort((a, b) => b.mrr10 - a.mrr10)[0];
      return [{ task, result, best, at }];
    })
    .sort((a, b) => (b.best?.mrr10 ?? 0) - (a.best?.mrr10 ?? 0) || a.at - b.at)
    .slice(0, shownMisses)
    .map(({ task, result, best }) => ({
      question: task.question,
      ...(task.origin === undefined ? {} : { origin: task.origin }),
      expected: task.expected.map((place) => ({ ...place })),
      found: result.first.map(({ path, startLine, endLine }) => ({ path, startLine, endLine })),
      ...(best !== undefined && best.mrr10 > 0 ? { foundBy: best.name } : {}),
    }));
}
