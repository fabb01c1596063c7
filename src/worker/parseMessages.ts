import type { Outline } from '../engine/retrieval/chunk.ts';
import type { AdoptJob } from './adoptJob.ts';
import type { BuildJob, BuildResult } from './parseJob.ts';
import type { MergeJob, MergeResult } from './mergeJob.ts';

export type Job = BuildJob | AdoptJob | MergeJob;
export type ToParse =
  | { readonly kind: 'job'; readonly id: number; readonly job: Job }
  | { readonly kind: 'outline'; readonly id: number; readonly outline: Outline | null };
export type FromParse =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly id: number; readonly result: BuildResult | MergeResult }
  | { readonly kind: 'error'; readonly id: number; readonly message: string }
  /** A file that must be parsed apart, by the one process that all workers share. */
  | { readonly kind: 'outline'; readonly id: number; readonly language: string; readonly text: string }
  | { readonly kind: 'log'; readonly line: string };
