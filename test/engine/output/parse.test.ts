import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coerce, readPartial, readValue } from '../../../src/engine/output/parse.ts';
import { outputSchema } from '../../../src/engine/output/schema.ts';
import { brokenAnswers, plan, planSchema } from './brokenAnswers.ts';

const schema = outputSchema(planSchema);

describe('a value in the words of a model', () => {
  it('is looked for in 60 broken answers', () => assert.equal(brokenAnswers.length, 60));

  for (const { name, text, holds } of brokenAnswers) {
    it(holds === 'plan' ? `is read from ${name}` : `is not made up from ${name}`, () => {
      const read = readValue(text, schema);
      if (holds === 'plan') assert.deepEqual(read.kind === 'value' ? read.value : read, plan);
      else assert.notEqual(read.kind, 'value');
    });
  }

  it('says what is wrong, place by place', () => {
    const read = readValue(JSON.stringify({ ...plan, minutes: 'x', place: { path: 1, line: 2 } }), schema);
    assert.equal(read.kind, 'invalid');
    const { problems } = read as { readonly problems: readonly string[] };
    assert.match(problems.join('\n'), /^minutes: .*expected (?:number|int)/m);
  });

  it('tells what stood as it should from what was mended', () => {
    const isMended = (text: string) => (readValue(text, schema) as { isMended: boolean }).isMended;
    assert.equal(isMended(JSON.stringify(plan)), false);
    assert.equal(isMended(`${JSON.stringify(plan).slice(0, -1)},}`), true);
    assert.equal(isMended(JSON.stringify({ ...plan, minutes: '30' })), true);
  });

  it('is what it was, whatever JSON it was', () => {
    const anything = outputSchema({});
    fc.assert(
      fc.property(fc.json(), (text) => {
        const read = readValue(text, anything);
        assert.deepEqual(read.kind === 'value' ? read.value : read, JSON.parse(text));
      }),
    );
  });

  it('keeps a value that fits as it is', () => assert.deepEqual(coerce(plan, planSchema), plan));

  it('never throws, whatever the text, and takes no time that grows with the square of its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void readValue(text, schema)),
    );
    const time = (length: number): number => {
      const began = performance.now();
      readValue('{"a": ['.repeat(length), schema);
      readValue(`${'x'.repeat(length)}{`, schema);
      return performance.now() - began;
    };
    time(2_000);
    const [few, many] = [time(2_000), time(20_000)];
    assert.ok(many < few * 60 + 50, `${few.toFixed(1)} ms, for ten times the length ${many.toFixed(1)} ms`);
  });
});

describe('a value that is still being written', () => {
  it('grows with each piece, and is nothing before its first bracket', () => {
    const text = 'So: {"title": "Fix the retry", "steps": ["read it", "mend it"]}';
    assert.equal(readPartial('So: '), undefined);
    assert.deepEqual(readPartial(text.slice(0, 22)), { title: 'Fix the' });
    assert.deepEqual(readPartial(text.slice(0, -2)), {
      title: 'Fix the retry',
      steps: ['read it', 'mend it'],
    });
  });
});
