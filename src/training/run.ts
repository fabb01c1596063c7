import fs from 'node:fs';
import path from 'node:path';
import { choosePairs } from './choosePairs.ts';
import { buildCorpus } from './corpus.ts';
import { readPackages } from './dataList.ts';
import { fetchPackages } from './fetchPackages.ts';
import { minePackage } from './minePackage.ts';
import { principal } from './principal.ts';
import { randomFrom } from './random.ts';
import { recipe, recipeHash } from './recipe.ts';
import { sourcesPage, type Used } from './sourcesPage.ts';
import { train } from './train.ts';
import { encodeTable } from './wordTable.ts';

/**
 * `npm run train`: fetch the listed packages, mine pairs of words and code from them, learn a vector for each word and
 * write the table that the engine embeds with. Needs npm, apt-get and tar; what was fetched and mined stays in
 * `.cache/training`.
 */
const root = path.join(import.meta.dirname, '..', '..');
const cache = path.join(root, '.cache', 'training');
const target = path.join(root, 'media', 'embedding');

const started = performance.now();
const log = (line: string): void =>
  console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`);

const packages = readPackages();
const there = await fetchPackages(packages, cache, log);
log(`${there.length} of ${packages.length} packages are there.`);
const { groups, used } = await minePairs();
const corpus = buildCorpus(groups, recipe.vocabulary);
log(`${corpus.pairCount} pairs, ${corpus.words.length} words.`);
const vectors = train(corpus, recipe, ({ step, loss, scale }) => {
  if (step % 50 === 0 || step === recipe.steps - 1)
    log(`step ${step}: loss ${loss.toFixed(3)}, scale ${scale.toFixed(1)}`);
});
// Before it is turned and rounded: for measuring other numbers of dimensions without learning again.
fs.writeFileSync(path.join(cache, 'vectors.f32'), new Uint8Array(vectors.buffer));
fs.writeFileSync(path.join(cache, 'words.txt'), corpus.words.join('\n'));
const table = encodeTable({
  words: corpus.words,
  dims: recipe.dims,
  vectors: principal(vectors, recipe.trainingDims, recipe.dims),
  recipe: recipeHash(recipe, packages),
  weights: recipe.weights,
});
fs.mkdirSync(target, { recursive: true });
fs.writeFileSync(path.join(target, 'words.bin'), table);
fs.writeFileSync(path.join(target, 'SOURCES.md'), sourcesPage(used));
log(`${path.relative(root, target)}: ${table.length} bytes.`);

async function minePairs(): Promise<{ groups: string[][]; used: Used[] }> {
  const random = randomFrom(recipe.seed);
  const groups: string[][] = [];
  const sources: Used[] = [];
  for (const item of there) {
    const chosen = choosePairs(await minePackage(item, cache, recipe.miner), recipe, random);
    sources.push({ item, pairCount: chosen.length });
    groups.push(chosen);
  }
  return { groups, used: sources };
}
