import type { Corpus, Lists } from './corpus.ts';
import { contrast } from './contrast.ts';
import { adamDecays, createKernels, type Kernels } from './kernels.ts';
import { overlap, type Texts } from './overlap.ts';
import { normal, randomFrom, shuffle, type Random } from './random.ts';
import type { Recipe } from './recipe.ts';
import { createSpace, type Space } from './space.ts';

export interface Progress {
  readonly step: number;
  readonly loss: number;
  readonly scale: number;
}

/**
 * Learn one vector per word, so that the sum of a question's words points where the sum of its code's words does.
 * Symmetric InfoNCE over a batch (each question must find its code among those of the batch, and each code its
 * question; van den Oord 2018, Radford 2021), Adam, one thread: the same corpus and recipe give the same bits.
 *
 * @returns  The vectors of `corpus.words`, by rows of `recipe.trainingDims`.
 */
export function train(corpus: Corpus, recipe: Recipe, report: (progress: Progress) => void): Float32Array {
  const space = createSpace(corpus.words.length, recipe.trainingDims, recipe.batch);
  const kernels = createKernels(space.memory);
  const random = randomFrom(recipe.seed);
  const run: Run = { space, kernels, corpus, recipe, random };
  initialise(run);
  const next = batches(corpus.pairCount, recipe.batch, random);
  const scale = { value: recipe.startScale, first: 0, second: 0 };
  for (let step = 0; step < recipe.steps; step++) {
    const picked = next();
    const questions = embedSide(run, space.questions, questionsOf(run, picked));
    const codes = embedSide(run, space.codes, codesOf(run, picked));
    const scores = space.floats(space.turnedLogits, recipe.batch * recipe.batch);
    if (recipe.lexical > 0) overlap({ questions: questions.texts, codes: codes.texts }, corpus, scores);
    const { lexical } = recipe;
    const { loss, slope } = contrast(space, kernels, { picked, corpus, scale: scale.value, lexical });
    spread(run, space.questions, questions);
    spread(run, space.codes, codes);
    const correction = Math.sqrt(1 - adamDecays.second ** (step + 1)) / (1 - adamDecays.first ** (step + 1));
    const rate = rateAt(step, recipe) * correction;
    const { weights, gradient, first, second } = space.table;
    kernels.adam(corpus.words.length * space.dims, rate, weights, gradient, first, second);
    moveScale(scale, slope, rate);
    report({ step, loss, scale: scale.value });
  }
  return space.floats(space.table.weights, corpus.words.length * space.dims).slice();
}

interface Run {
  readonly space: Space;
  readonly kernels: Kernels;
  readonly corpus: Corpus;
  readonly recipe: Recipe;
  readonly random: Random;
}

/** Rare words begin longer than frequent ones, since they say more: what IDF says, which training then corrects. */
function initialise({ space, corpus, random }: Run): void {
  const { words, frequency, textCount } = corpus;
  const idf = Array.from(frequency, (count) => Math.log(1 + textCount / count));
  const average = idf.reduce((sum, value) => sum + value, 0) / idf.length;
  const table = space.floats(space.table.weights, words.length * space.dims);
  for (let i = 0; i < table.length; i++) {
    const length = (idf[Math.floor(i / space.dims)] ?? 0) / average;
    table[i] = (normal(random) * length) / Math.sqrt(space.dims);
  }
}

/** Batches without end: each round takes every pair once, in an order of its own. */
function batches(pairCount: number, batch: number, random: Random): () => Int32Array {
  const order = Int32Array.from({ length: pairCount }, (_, index) => index);
  let at = pairCount;
  return () => {
    const picked = new Int32Array(batch);
    for (let i = 0; i < batch; i++) {
      if (at >= pairCount) {
        shuffle(order, random);
        at = 0;
      }
      picked[i] = order[at++] ?? 0;
    }
    return picked;
  };
}

type Add = (lists: Lists, pair: number, weightOf: (entry: number) => number) => void;

function questionsOf(run: Run, picked: Int32Array): Texts {
  return gather(run, picked, (pair, add) => add(run.corpus.question, pair, () => 1));
}

function codesOf(run: Run, picked: Int32Array): Texts {
  const { corpus, recipe, random } = run;
  return gather(run, picked, (pair, add) => {
    add(corpus.body, pair, (entry) => corpus.bodyWeights[entry] ?? 0);
    if (random() < recipe.nameShare) add(corpus.name, pair, () => recipe.nameWeight);
    if (random() < recipe.pathShare) add(corpus.path, pair, () => recipe.pathWeight);
  });
}

/** One text for each pair, with some words left out. */
function gather({ recipe, random }: Run, picked: Int32Array, fill: (pair: number, add: Add) => void): Texts {
  const texts = { starts: new Int32Array(picked.length + 1), words: [] as number[], weights: [] as number[] };
  const add: Add = (lists, pair, weightOf) => {
    const end = lists.starts[pair + 1] ?? 0;
    for (let entry = lists.starts[pair] ?? 0; entry < end; entry++) {
      if (random() < recipe.dropOut) continue;
      texts.words.push(lists.words[entry] ?? 0);
      texts.weights.push(weightOf(entry));
    }
  };
  for (const [row, pair] of picked.entries()) {
    fill(pair, add);
    texts.starts[row + 1] = texts.words.length;
  }
  return texts;
}

interface Embedded {
  readonly texts: Texts;
  readonly lengths: Float64Array;
}

/** Fill a side's rows with the normalised sums of their words. */
function embedSide({ space, kernels }: Run, side: Space['questions'], texts: Texts): Embedded {
  const { dims, rowBytes } = space;
  const rows = texts.starts.length - 1;
  const lengths = new Float64Array(rows);
  space.floats(side.vectors, rows * dims).fill(0);
  for (let row = 0; row < rows; row++) {
    const to = side.vectors + row * rowBytes;
    for (let at = texts.starts[row] ?? 0; at < (texts.starts[row + 1] ?? 0); at++) {
      kernels.addScaled(
        dims,
        texts.weights[at] ?? 0,
        space.table.weights + (texts.words[at] ?? 0) * rowBytes,
        to,
      );
    }
    const vector = space.floats(to, dims);
    let square = 0;
    for (const value of vector) square += value * value;
    const length = Math.sqrt(square) || 1;
    lengths[row] = length;
    for (let i = 0; i < dims; i++) vector[i] = (vector[i] ?? 0) / length;
  }
  return { texts, lengths };
}

/** Carry a side's gradients back through the normalisation to the vectors of its words. */
function spread({ space, kernels }: Run, side: Space['questions'], { texts, lengths }: Embedded): void {
  const { dims, rowBytes } = space;
  for (const [row, length] of lengths.entries()) {
    const from = side.gradients + row * rowBytes;
    const gradient = space.floats(from, dims);
    const vector = space.floats(side.vectors + row * rowBytes, dims);
    let along = 0;
    for (let i = 0; i < dims; i++) along += (gradient[i] ?? 0) * (vector[i] ?? 0);
    for (let i = 0; i < dims; i++) gradient[i] = ((gradient[i] ?? 0) - along * (vector[i] ?? 0)) / length;
    for (let at = texts.starts[row] ?? 0; at < (texts.starts[row + 1] ?? 0); at++) {
      const to = space.table.gradient + (texts.words[at] ?? 0) * rowBytes;
      kernels.addScaled(dims, texts.weights[at] ?? 0, from, to);
    }
  }
}

function rateAt(step: number, { rate, lastRate, steps, warmUpSteps }: Recipe): number {
  if (step < warmUpSteps) return (rate * (step + 1)) / warmUpSteps;
  const done = (step - warmUpSteps) / Math.max(1, steps - warmUpSteps);
  return rate * (lastRate + (1 - lastRate) * 0.5 * (1 + Math.cos(Math.PI * done)));
}

interface Scale {
  value: number;
  first: number;
  second: number;
}

/** Adam on the logarithm of the scale. */
function moveScale(scale: Scale, slope: number, rate: number): void {
  const gradient = slope * scale.value;
  scale.first = adamDecays.first * scale.first + (1 - adamDecays.first) * gradient;
  scale.second = adamDecays.second * scale.second + (1 - adamDecays.second) * gradient * gradient;
  scale.value *= Math.exp((-rate * scale.first) / (Math.sqrt(scale.second) + 1e-8));
}
