import assert from 'node:assert/strict';
import { toSearchContent } from '../../src/mcp/searchContent.ts';
import { aHit } from '../support/evidence.ts';

describe('what a search gives an agent', () => {
  it('shows no secret, neither of the code nor of a commit that a reason quotes', () => {
    const key = ['AKIA', 'IOSFODNN7', 'EXAMPLQ'].join('');
    const hit = aHit({ text: `const key = '${key}';`, reasons: [`changed by 'Use ${key}' (2024-03-02)`] });
    const coverage = { filesIndexed: 1, filesTotal: 1 };
    const content = toSearchContent({ hits: [hit], coverage, generation: 1, warnings: [] });
    assert.doesNotMatch(JSON.stringify(content), new RegExp(key));
    assert.match(content.results[0]?.reasons[0] ?? '', /^changed by 'Use .*' \(2024-03-02\)$/);
  });
});
