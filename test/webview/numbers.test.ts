import assert from 'node:assert/strict';
import {
  ageGroup,
  countOf,
  formatAge,
  formatCount,
  formatElapsed,
  formatTokens,
  listWords,
} from '../../src/webview/numbers.ts';

describe('panel numbers', () => {
  it('writes counts with commas and the right plural', () => {
    assert.equal(formatCount(4212), '4,212');
    assert.equal(countOf(1, 'hit'), '1 hit');
    assert.equal(countOf(0, 'hit'), '0 hits');
    assert.equal(countOf(1204, 'match', 'matches'), '1,204 matches');
  });

  it('shortens tokens', () => {
    const cases: readonly [number, string][] = [
      [0, '0'],
      [999, '999'],
      [1000, '1k'],
      [5812, '5.8k'],
      [9960, '10k'],
      [32_768, '32k'],
      [128_000, '128k'],
      [999_600, '1M'],
      [1_250_000, '1.3M'],
    ];
    for (const [tokens, words] of cases) assert.equal(formatTokens(tokens), words);
  });

  it('writes elapsed time as a person would', () => {
    const cases: readonly [number, string][] = [
      [-5, '0.0 s'],
      [2140, '2.1 s'],
      [9949, '9.9 s'],
      [9990, '10 s'],
      [59_600, '1 min'],
      [125_000, '2 min 5 s'],
    ];
    for (const [ms, words] of cases) assert.equal(formatElapsed(ms), words);
  });

  it('tells how long ago something was, by the calendar', () => {
    const now = new Date(2026, 2, 12, 9, 0).getTime();
    const at = (day: number, hour: number, minute = 0): number =>
      new Date(2026, 2, day, hour, minute).getTime();
    assert.equal(formatAge(now - 20_000, now), 'just now');
    assert.equal(formatAge(at(12, 8, 55), now), '5 min ago');
    assert.equal(formatAge(at(12, 1), now), '8 h ago');
    assert.equal(formatAge(at(11, 23), now), 'yesterday');
    assert.equal(formatAge(at(8, 23), now), '4 days ago');
    assert.equal(formatAge(at(1, 12), now), '1 Mar 2026');
    assert.equal(ageGroup(at(12, 1), now), 'Today');
    assert.equal(ageGroup(at(11, 23), now), 'Yesterday');
    assert.equal(ageGroup(at(6, 1), now), 'Last 7 days');
    assert.equal(ageGroup(now - 20 * 86_400_000, now), 'Last 30 days');
    assert.equal(ageGroup(0, now), 'Older');
  });

  it('lists words', () => {
    assert.equal(listWords([]), '');
    assert.equal(listWords(['Go']), 'Go');
    assert.equal(listWords(['Go', 'C', 'Lua']), 'Go, C and Lua');
  });
});
