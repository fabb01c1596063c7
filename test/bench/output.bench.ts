import { readValue } from '../../src/engine/output/parse.ts';
import { outputSchema } from '../../src/engine/output/schema.ts';
import { brokenAnswers, plan, planSchema } from '../engine/output/brokenAnswers.ts';
import { time, type BenchRow } from './bench.ts';

/**
 * How many values are read from 60 broken answers of models: by `JSON.parse` alone, by it within a fence or brackets, and
 * by ours. `wrong`: another value was read, or one where none could be. The answers are ours, so this is no measure of
 * any model.
 */
export const title = 'Structured output: values read from 60 broken answers';

type Reader = (text: string) => unknown;

const schema = outputSchema(planSchema);
const none = Symbol('no value');

export async function run(): Promise<BenchRow[]> {
  const right = brokenAnswers.filter(({ holds }) => holds === 'plan').length;
  const rows = [
    row('JSON.parse of the whole text', strictly),
    row('JSON.parse of what stands in a fence, or from first to last bracket', cut),
    row('ours: mended and bent to the schema', ours),
  ];
  const all = await time(20, () => brokenAnswers.map(({ text }) => ours(text)));
  const median = all.cpuMs[all.cpuMs.length >> 1] ?? 0;
  return [
    ...rows.map((one, at) => ({ ...one, isBaseline: at < 2 })),
    { name: `ours, for all of them (${right} can be read)`, values: { 'CPU ms': median } },
  ];
}

function row(name: string, read: Reader): BenchRow {
  const expected = JSON.stringify(plan);
  let found = 0;
  let wrong = 0;
  for (const { text, holds } of brokenAnswers) {
    const value = read(text);
    if (value === none) continue;
    const isRight = holds === 'plan' && JSON.stringify(schema.check(value)).includes(expected.slice(1, -1));
    if (isRight) found++;
    else wrong++;
  }
  const readable = brokenAnswers.filter(({ holds }) => holds === 'plan').length;
  return { name, values: { read: found, 'of readable %': (100 * found) / readable, wrong } };
}

function strictly(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return schema.check(value).isValid ? value : none;
  } catch {
    return none;
  }
}

function cut(text: string): unknown {
  const fenced = /```\w*\n([\s\S]*?)\n```/.exec(text)?.[1] ?? text;
  return strictly(fenced.slice(Math.max(0, fenced.search(/[{[]/)), fenced.lastIndexOf('}') + 1));
}

function ours(text: string): unknown {
  const read = readValue(text, schema);
  return read.kind === 'value' ? read.value : none;
}
