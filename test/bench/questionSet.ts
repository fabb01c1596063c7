import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/**
 * Questions about public repositories, each with the files that answer it. They were written from the repositories'
 * code and documentation before any search result for them was seen, in plain words that share little with the code;
 * `symbol` questions name what they look for. Where several files answer, each counts.
 *
 * The Korean versions read as engineers write, with the field's loan words (캐시, 파싱), where the English ones avoid the
 * field's words on purpose: a share of more than 100 % means that they are easier, not that Korean is searched better.
 */
const questionSchema = z.object({
  /** `owner/name`. */
  repository: z.string(),
  /** The state of the repository for which the question was written. */
  commit: z.string(),
  question: z.string(),
  /** `misspelt symbol` questions are made of the `symbol` ones. */
  kind: z.enum(['plain', 'architecture', 'symbol', 'misspelt symbol']),
  expected: z.array(z.object({ path: z.string() })).min(1),
  /** Of a Korean question: the English one that it translates. */
  english: z.string().optional(),
});
export type Question = z.infer<typeof questionSchema>;

export type Half = 'fitted' | 'reported';

/** Constants may be fitted on these; the other repositories are what is reported. */
const fittedRepositories = new Set([
  'scrapy/scrapy',
  'prometheus/prometheus',
  'BurntSushi/ripgrep',
  'square/okhttp',
  'jqlang/jq',
  'eslint/eslint',
  'serilog/serilog',
  'composer/composer',
]);

export function halfOf(repository: string): Half {
  return fittedRepositories.has(repository) ? 'fitted' : 'reported';
}

/** @param name  `plain` (all English ones) or `korean`. */
export function readQuestions(name: 'plain' | 'korean'): Question[] {
  const file = path.join(import.meta.dirname, 'questions', `${name}.jsonl`);
  return fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => questionSchema.parse(JSON.parse(line)));
}
