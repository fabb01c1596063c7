import assert from 'node:assert/strict';
import fs from 'node:fs';
import fc from 'fast-check';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import {
  estimateTokens,
  featureNames,
  promptBudget,
  tokenCoefficients,
  tokenFeatures,
} from '../../src/engine/tokens.ts';

const texts: Record<string, string> = {
  TypeScript: fs.readFileSync(new URL('../../src/engine/tokens.ts', import.meta.url), 'utf8'),
  JSON: fs.readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  English: 'The delay doubles from 200 ms up to 5 s, and a jitter of a tenth keeps clients apart. '.repeat(5),
  Chinese: '重试的间隔从两百毫秒开始，每次翻倍，最多五秒。上传失败时会调用这个函数。'.repeat(5),
  Japanese: 'アップロードが失敗すると、この関数が呼び出されます。待ち時間は毎回二倍になります。'.repeat(5),
  Russian: 'Задержка удваивается от двухсот миллисекунд до пяти секунд. '.repeat(5),
};

/** ASCII and every script that is counted apart, in any order: cheaper to make than fast-check's own full range. */
const anyText = fc.array(fc.integer({ min: 1, max: 0xd7ff })).map((codes) => String.fromCharCode(...codes));

describe('the estimate of tokens', () => {
  for (const [name, text] of Object.entries(texts)) {
    it(`is within a quarter of the exact count: ${name}`, () => {
      const exact = encode(text).length;
      assert.ok(Math.abs(estimateTokens(text) / exact - 1) < 0.25, `${estimateTokens(text)}, exact ${exact}`);
    });
  }

  it('is zero for no text only, and grows with text put behind a line break', () => {
    assert.equal(estimateTokens(''), 0);
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        assert.ok(a === '' || estimateTokens(a) > 0);
        assert.ok(estimateTokens(`${a}\n${b}`) >= estimateTokens(a));
      }),
    );
  });

  it('has one coefficient for each feature', () => {
    assert.equal(tokenCoefficients.length, featureNames.length);
    assert.equal(tokenFeatures('x').length, featureNames.length);
  });

  it('leaves room for the answer and for its own error in every window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 2_000_000 }), (windowTokens) => {
        const { inputTokens, outputTokens } = promptBudget(windowTokens);
        assert.ok(inputTokens * 1.14 + outputTokens <= windowTokens);
        assert.ok(inputTokens > windowTokens / 2);
      }),
    );
  });
});
