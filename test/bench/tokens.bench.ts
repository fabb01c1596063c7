/**
 * Fits the coefficients of `estimateTokens` against the o200k vocabulary and prints its errors on text it was not
 * fitted on: `npm run bench -- tokens`. The corpus is what `npm ci` installs: source, declarations, Markdown,
 * JSON, CSS, C headers, and translations for other scripts. Files are divided in two halves by a hash of their path.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { median, percentile, type BenchRow } from './bench.ts';
import { estimateTokens, featureNames, tokenCoefficients, tokenFeatures } from '../../src/engine/tokens.ts';

const modules = path.join(import.meta.dirname, '..', '..', 'node_modules');
const folders = [
  'openai',
  'zod',
  'preact',
  'prettier',
  'mocha',
  'markdown-it',
  'highlight.js',
  'fast-check',
  'yargs',
  'web-tree-sitter',
  'node/node_modules',
];
const wanted = /\.(?:[cm]?[jt]s|tsx|md|json|css|html|h|ya?ml)$/;
const perFolder = 220;
const chunkCharacters = 1200;
const rounds = 2000;

interface Sample {
  readonly text: string;
  readonly tokens: number;
  readonly group: string;
}

const samples = { fit: [] as Sample[], held: [] as Sample[] };

export const title =
  'Token estimate: relative error on texts that it was not fitted on, beside characters by four';

/** Prints the coefficients, those in use beside those fitted now; the rows are their errors. */
export function run(): Promise<BenchRow[]> {
  for (const folder of folders) readFolder(folder);
  readTranslations();
  const fitted = fit(samples.fit);
  console.log('feature                          in use    fitted now');
  featureNames.forEach((name, i) => {
    console.log(`${name.padEnd(30)} ${format(tokenCoefficients[i])} ${format(fitted[i])}`);
  });
  console.log(`fitted on ${samples.fit.length} texts, reported on ${samples.held.length} others\n`);
  const groups = [...new Set(samples.held.map(({ group }) => group))];
  const rows = groups.flatMap((group) => [
    errorsOf('in use', group, (text) => estimateTokens(text)),
    errorsOf('fitted now', group, (text) => predict(tokenFeatures(text), fitted)),
    { ...errorsOf('characters / 4', group, (text) => text.length / 4), isBaseline: true },
  ]);
  return Promise.resolve([...rows, speed()]);
}

function readFolder(folder: string): void {
  const root = path.join(modules, folder);
  const files = fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => wanted.test(file) && !/\.min\.|node_modules|locales/.test(file))
    .sort((a, b) => hash(a).localeCompare(hash(b)));
  for (const file of files.slice(0, perFolder)) {
    const full = path.join(root, file);
    const { size } = fs.statSync(full);
    if (size < 200 || size > 60_000) continue;
    const half = half_(path.join(folder, file));
    const text = fs.readFileSync(full, 'utf8');
    half.push(sample(text, 'file'));
    for (
      let at = 0;
      at + chunkCharacters / 2 < text.length && at < 5 * chunkCharacters;
      at += chunkCharacters
    ) {
      half.push(sample(text.slice(at, at + chunkCharacters), 'chunk'));
    }
  }
}

/** Sentences in other scripts: the string literals of translations, a dozen at a time. */
function readTranslations(): void {
  for (const folder of ['zod/v4/locales', 'yargs/locales']) {
    for (const file of fs.readdirSync(path.join(modules, folder))) {
      if (!/\.(?:js|json)$/.test(file)) continue;
      const text = fs.readFileSync(path.join(modules, folder, file), 'utf8');
      const strings = [...text.matchAll(/["'`]([^"'`\n]*[^\0-\x7f][^"'`\n]*)["'`]/g)].map(
        (match) => match[1],
      );
      for (let at = 0; at + 6 <= strings.length; at += 12) {
        const piece = strings.slice(at, at + 12).join('\n');
        const isEastAsian = /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2}/.test(piece);
        half_(`${file}${at}`).push(sample(piece, isEastAsian ? 'CJK' : 'other scripts'));
      }
    }
  }
}

function half_(name: string): Sample[] {
  return parseInt(hash(name).slice(0, 2), 16) % 2 === 0 ? samples.fit : samples.held;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function sample(text: string, group: string): Sample {
  return { text, tokens: encode(text).length, group };
}

/** Least squares of the relative error, no coefficient below zero: coordinate descent on the normal equations. */
function fit(texts: readonly Sample[]): number[] {
  const size = featureNames.length;
  const gram = Array.from({ length: size }, () => new Float64Array(size));
  const right = new Float64Array(size);
  for (const { text, tokens, group } of texts) {
    // Translations are few: they weigh more, or their letters would be fitted on the accents in comments.
    const weight = (group === 'file' || group === 'chunk' ? 1 : 10) / tokens ** 2;
    const counts = tokenFeatures(text);
    for (let i = 0; i < size; i++) {
      right[i]! += weight * counts[i]! * tokens;
      for (let j = 0; j < size; j++) gram[i]![j]! += weight * counts[i]! * counts[j]!;
    }
  }
  const found = Array.from({ length: size }, () => 0);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < size; i++) {
      const others = found.reduce((sum, value, j) => sum + (j === i ? 0 : value * gram[i]![j]!), 0);
      if (gram[i]![i]! > 0) found[i] = Math.max(0, (right[i]! - others) / gram[i]![i]!);
    }
  }
  return found;
}

function predict(counts: Float64Array, coefficients: readonly number[]): number {
  return counts.reduce((sum, count, i) => sum + count * coefficients[i]!, 0);
}

function errorsOf(name: string, group: string, estimate: (text: string) => number): BenchRow {
  const texts = samples.held.filter((candidate) => candidate.group === group);
  const errors = texts.map(({ text, tokens }) => (Math.abs(estimate(text) - tokens) / tokens) * 100);
  const total = texts.reduce((sum, { tokens }) => sum + tokens, 0);
  const bias = (texts.reduce((sum, { text }) => sum + estimate(text), 0) / total - 1) * 100;
  return {
    name: `${group}: ${name}`,
    values: {
      texts: texts.length,
      'p50 %': percentile(errors, 50),
      'p95 %': percentile(errors, 95),
      'max %': percentile(errors, 100),
      'bias %': bias,
    },
  };
}

function speed(): BenchRow {
  const all = [...samples.fit, ...samples.held].filter(({ group }) => group === 'file');
  const megabytes = all.reduce((sum, { text }) => sum + text.length, 0) / 1e6;
  const times: number[] = [];
  for (let round = 0; round < 7; round++) {
    const before = process.cpuUsage();
    for (const { text } of all) estimateTokens(text);
    times.push(process.cpuUsage(before).user / 1e6);
  }
  return { name: 'speed', values: { 'MB/s CPU': megabytes / median(times) } };
}

function format(value: number | undefined): string {
  return (value ?? NaN).toFixed(3).padStart(7);
}
