import * as z from 'zod';
import { defaultWeights, rankWeightsSchema, type RankWeights } from '../retrieval/weights.ts';
import { judge } from './evaluate.ts';
import { bootstrapInterval, mean } from './metrics.ts';
import type { Found, Ranker } from './ranker.ts';
import { measuredSchema } from './report.ts';
import { shuffleKey, taskKinds, type Task, type TaskKind } from './task.ts';

/** Questions of one kind, and what ranks for them with given weights. */
export interface TuneSet {
  readonly kind: TaskKind;
  readonly tasks: readonly Task[];
  readonly rankerOf: (weights: RankWeights) => Ranker;
  readonly admits?: ((found: Found) => boolean) | undefined;
}

export interface TuneOptions {
  readonly seed: number;
  /** Called between questions: to show progress, to let others work, to throw where nobody waits any more. */
  readonly between: (done: number, total: number) => Promise<void>;
}

/** What tuning found. Shares are between 0 and 1. */
export const tuneReportSchema = z.object({
  seed: z.number().int(),
  /** One for each kind of question: the half that the weights were not fitted on. */
  kinds: z.array(
    z.object({
      kind: z.enum(taskKinds),
      fittedOn: z.number().int(),
      reportedOn: z.number().int(),
      /** MRR@10 with the weights that everyone has, and with the fitted ones. */
      before: measuredSchema,
      after: measuredSchema,
      /** Question by question. */
      gain: measuredSchema,
    }),
  ),
  changed: z.array(z.object({ name: z.string(), from: z.number(), to: z.number() })),
  weights: rankWeightsSchema,
  /** Better on the reported half, kinds counted equally. */
  isBetter: z.boolean(),
});
export type TuneReport = z.infer<typeof tuneReportSchema>;

/** What each weight is multiplied with, one after the other: a third less, half as much again. */
const steps = [1 / 1.5, 1.5] as const;

/** Twice through all weights: a third time moved nothing in the repositories that were tried. */
const rounds = 2;

/**
 * A step that gains less than this many first places on the smallest fitted half is chance: with 0.1, jq's doc comments (33
 * of them) were fitted so closely that the other half lost 5 points.
 */
const leastAnswers = 1;

type Name = keyof RankWeights;

/**
 * Fit the weights of ranking to a repository by coordinate descent on one half of its questions, and tell what that is
 * worth on the other. Which half a question is in depends on its words and the seed alone.
 *
 * @returns null where there are too few questions to tell anything.
 */
export async function tune(
  sets: readonly TuneSet[],
  { seed, between }: TuneOptions,
): Promise<TuneReport | null> {
  const halves = sets.map((set) => ({ ...set, ...halve(set.tasks, seed) }));
  const asked = halves.filter(({ fitted, reported }) => Math.min(fitted.length, reported.length) >= fewest);
  if (asked.length === 0) return null;
  const names = Object.keys(defaultWeights) as Name[];
  const total = 1 + names.length * steps.length * rounds;
  let done = 0;
  const valueOf = async (weights: RankWeights): Promise<number> => {
    const values: number[] = [];
    const still = () => between(done, total);
    for (const set of asked)
      values.push(mean(await qualities(set, { tasks: set.fitted, weights, between: still })));
    done++;
    return mean(values);
  };
  const leastGain = leastAnswers / Math.min(...asked.map(({ fitted }) => fitted.length));
  let weights = defaultWeights;
  let best = await valueOf(weights);
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      for (const step of steps) {
        const tried = changed(weights, name, step);
        if (tried === null) continue;
        const value = await valueOf(tried);
        if (value < best + leastGain) continue;
        [weights, best] = [tried, value];
        break;
      }
    }
  }
  return reportOf(asked, weights, { seed, between: () => between(total, total) });
}

/** Fewer questions in a half tell nothing: one answer would move 5 points. */
const fewest = 20;

type Halved = TuneSet & { readonly fitted: readonly Task[]; readonly reported: readonly Task[] };

function halve(tasks: readonly Task[], seed: number): Pick<Halved, 'fitted' | 'reported'> {
  const isFitted = ({ question }: Task): boolean => shuffleKey(question, seed + 1) % 2 === 0;
  return { fitted: tasks.filter(isFitted), reported: tasks.filter((task) => !isFitted(task)) };
}

/** Null where nothing would change: a penalty is no reward. */
function changed(weights: RankWeights, name: Name, step: number): RankWeights | null {
  const limit = rankWeightsSchema.shape[name].maxValue ?? Infinity;
  const value = Math.min(limit, Math.round(weights[name] * step * 1000) / 1000);
  return value === weights[name] ? null : { ...weights, [name]: value };
}

interface Asking {
  readonly tasks: readonly Task[];
  readonly weights: RankWeights;
  readonly between: () => Promise<void>;
}

async function qualities(
  { rankerOf, admits = () => true }: TuneSet,
  { tasks, weights, between }: Asking,
): Promise<number[]> {
  const ranker = rankerOf(weights);
  const values: number[] = [];
  for (const task of tasks) {
    await between();
    const ranked = ranker.rank(task.question);
    const counted = ranked.filter((found) => !task.except?.includes(found.path) && admits(found));
    values.push(judge(counted, task).quality.mrr10);
  }
  return values;
}

async function reportOf(
  sets: readonly Halved[],
  weights: RankWeights,
  { seed, between }: { seed: number; between: () => Promise<void> },
): Promise<TuneReport> {
  const measured = (values: readonly number[]) => ({
    mean: mean(values),
    ...bootstrapInterval([values], { seed }),
  });
  const kinds: TuneReport['kinds'] = [];
  for (const set of sets) {
    const before = await qualities(set, { tasks: set.reported, weights: defaultWeights, between });
    const after = await qualities(set, { tasks: set.reported, weights, between });
    kinds.push({
      kind: set.kind,
      fittedOn: set.fitted.length,
      reportedOn: set.reported.length,
      before: measured(before),
      after: measured(after),
      gain: measured(after.map((value, at) => value - (before[at] ?? 0))),
    });
  }
  const names = Object.keys(defaultWeights) as Name[];
  return {
    seed,
    kinds,
    changed: names.flatMap((name) =>
      weights[name] === defaultWeights[name] ? [] : [{ name, from: defaultWeights[name], to: weights[name] }],
    ),
    weights,
    isBetter: mean(kinds.map(({ gain }) => gain.mean)) > 0,
  };
}
