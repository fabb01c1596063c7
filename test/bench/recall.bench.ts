import fs from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { b, idf, k1 } from '../../src/engine/ranking/bm25.ts';
import type { Memory } from '../../src/engine/memory/memory.ts';
import { createMemoryIndex } from '../../src/engine/memory/memoryIndex.ts';
import { rankMemories } from '../../src/engine/memory/recall.ts';
import { meaningWith } from '../../src/engine/memoryMeaning.ts';
import { readWordVectors } from '../../src/engine/ranking/wordVectors.ts';
import { foldedTerm } from '../../src/engine/retrieval/tokenise.ts';
import { memoryQuery, memoryTerms } from '../../src/engine/memoryWords.ts';
import type { BenchRow } from './bench.ts';
import { generateMemorySet, type MemorySet, type SetMemory, type SetQuestion } from './memorySet/generate.ts';

export const title =
  'Recall of memories: which of 3,000 a question finds, beside plain BM25, FTS5 and substrings';

/** Ids, best first, at most ten. */
type Ranker = (question: string) => readonly string[];

/** The words of a memory as every ranker gets them: who, when and what. */
const said = ({ speaker, at, text }: SetMemory): string => `${speaker}, ${dateOf(at)}: ${text}`;

export async function run(): Promise<BenchRow[]> {
  const set = generateMemorySet();
  const rankers: Record<string, Ranker> = {
    substring: substring(set),
    'plain BM25': plainBm25(set),
    FTS5: fts5(set),
    Sightline: sightline(set),
  };
  const rows: BenchRow[] = [];
  for (const half of ['fitted', 'reported'] as const) {
    const questions = set.questions.filter((question) => question.half === half);
    const scores = Object.entries(rankers).map(([name, rank]) => ({ name, ...measure(questions, rank) }));
    const base = scores.find(({ name }) => name === 'plain BM25')?.at10 ?? 0;
    for (const { name, at5, at10, mrr, byType } of scores) {
      const values = {
        memories: set.memories.length,
        questions: questions.length,
        'recall@5 %': at5,
        'recall@10 %': at10,
        'MRR %': mrr,
        ...byType,
      };
      const isOurs = name === 'Sightline';
      rows.push({
        name: `${half}: ${name}`,
        ...(name === 'plain BM25' ? { isBaseline: true } : {}),
        values: Object.fromEntries(
          Object.entries(values).map(([key, value]) => [key, Math.round(value * 10) / 10]),
        ),
        ...(isOurs && half === 'reported'
          ? { promise: 'at least 10 points of recall@10 above plain BM25', isKept: at10 - base >= 10 }
          : {}),
      });
    }
  }
  return rows;
}

function measure(questions: readonly SetQuestion[], rank: Ranker) {
  const each = questions.map(({ text, type, expected }) => {
    const found = rank(text);
    const share = (k: number): number =>
      expected.filter((id) => found.slice(0, k).includes(id)).length / expected.length;
    const first = found.findIndex((id) => expected.includes(id));
    return { type, at5: share(5), at10: share(10), mrr: first < 0 ? 0 : 1 / (first + 1) };
  });
  const mean = (values: readonly number[]): number =>
    (100 * values.reduce((sum, value) => sum + value, 0)) / values.length;
  const types = [...new Set(each.map(({ type }) => type))];
  return {
    at5: mean(each.map(({ at5 }) => at5)),
    at10: mean(each.map(({ at10 }) => at10)),
    mrr: mean(each.map(({ mrr }) => mrr)),
    byType: Object.fromEntries(
      types.map((type) => [
        `@10 ${type}`,
        mean(each.filter((one) => one.type === type).map(({ at10 }) => at10)),
      ]),
    ),
  };
}

function sightline({ memories, nowMs }: MemorySet): Ranker {
  const table = readWordVectors(new Uint8Array(fs.readFileSync('media/embedding/words.bin')), foldedTerm);
  const index = createMemoryIndex(memoryTerms, meaningWith(table));
  for (const memory of memories) index.put(toMemory(memory));
  return (text) => {
    const query = { text, words: memoryQuery(text), paths: [], exclude: new Set<string>(), nowMs };
    return rankMemories(index, query)
      .slice(0, 10)
      .map(({ memory }) => memory.id);
  };
}

function toMemory({ id, text, speaker, at, kind }: SetMemory): Memory {
  const origins = [{ by: 'agent' as const, name: speaker, at }];
  const dates = { learnedAt: at, validFrom: at, changedAt: at, expiresAt: null, usedAt: null };
  const rest = { evidence: [], confidence: 1, supersedes: null, supersededBy: null, useCount: 0 };
  return { id, text, kind, scope: 'workspace', origins, ...dates, ...rest };
}

/** Words in lower case, no stemming, no stop words: BM25 as its textbook has it. */
function plainBm25({ memories }: MemorySet): Ranker {
  const documents = memories.map((memory) => ({ id: memory.id, words: wordsOf(said(memory)) }));
  const average = documents.reduce((sum, { words }) => sum + words.length, 0) / documents.length;
  const having = new Map<string, number>();
  for (const { words } of documents)
    for (const word of new Set(words)) having.set(word, (having.get(word) ?? 0) + 1);
  return (text) => {
    const query = new Set(wordsOf(text));
    const scored = documents.map(({ id, words }) => {
      let score = 0;
      for (const word of query) {
        const count = words.filter((one) => one === word).length;
        const weight = idf(documents.length, having.get(word) ?? 0);
        score += (weight * count * (k1 + 1)) / (count + k1 * (1 - b + (b * words.length) / average));
      }
      return { id, score };
    });
    return best(scored);
  };
}

function fts5({ memories }: MemorySet): Ranker {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE VIRTUAL TABLE memories USING fts5(id UNINDEXED, text)');
  const insert = database.prepare('INSERT INTO memories VALUES (?, ?)');
  for (const memory of memories) insert.run(memory.id, said(memory));
  const select = database.prepare('SELECT id FROM memories WHERE memories MATCH ? ORDER BY rank LIMIT 10');
  return (text) => {
    const query = wordsOf(text)
      .map((word) => `"${word}"`)
      .join(' OR ');
    return query === '' ? [] : select.all(query).map((row) => String(row['id']));
  };
}

/** How many words of the question stand somewhere in it; of equals, the newest. */
function substring({ memories }: MemorySet): Ranker {
  const texts = memories.map((memory) => ({ id: memory.id, text: said(memory).toLowerCase() })).reverse();
  return (text) => {
    const words = [...new Set(wordsOf(text))];
    return best(
      texts.map(({ id, text: body }) => ({ id, score: words.filter((word) => body.includes(word)).length })),
    );
  };
}

function best(scored: readonly { readonly id: string; readonly score: number }[]): readonly string[] {
  return scored
    .filter(({ score }) => score > 0)
    .toSorted((x, y) => y.score - x.score)
    .slice(0, 10)
    .map(({ id }) => id);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function dateOf(ms: number): string {
  return new Date(ms).toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' });
}
