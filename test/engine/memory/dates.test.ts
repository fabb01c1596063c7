import assert from 'node:assert/strict';
import { spanOf } from '../../../src/engine/memory/dates.ts';

const now = Date.UTC(2026, 2, 15, 12);
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

describe('the time that a question names', () => {
  const named: readonly (readonly [string, string, string])[] = [
    ['what did we decide in May 2025?', '2025-05-01', '2025-06-01'],
    ['what did we decide in January?', '2026-01-01', '2026-02-01'],
    ['what did we decide in November?', '2025-11-01', '2025-12-01'],
    ['the incident of 2025-10-03', '2025-10-03', '2025-10-04'],
    ['since 2025-10', '2025-10-01', '2025-11-01'],
    ['on March 3rd, 2024', '2024-03-03', '2024-03-04'],
    ['on 3 Mar 2024', '2024-03-03', '2024-03-04'],
    ['what broke yesterday', '2026-03-14', '2026-03-15'],
    ['decisions of 2024', '2024-01-01', '2025-01-01'],
  ];
  for (const [text, from, to] of named) {
    it(`is from ${from} to ${to} in "${text}"`, () => {
      const span = spanOf(text, now);
      assert.ok(span !== null);
      assert.deepEqual([day(span.from), day(span.to)], [from, to]);
    });
  }

  for (const text of ['this may break', 'port 2025', 'the decorator', 'march to the beat', '']) {
    it(`is none in "${text}"`, () => assert.equal(spanOf(text, now), null));
  }
});
