import assert from 'node:assert/strict';
import { readSaved } from '../../src/webview/saved.ts';

describe('what VS Code keeps of the panel', () => {
  it('comes back as it was', () => {
    const saved = { draft: 'half', view: 'history', sessionId: 's', scrollTop: 120 } as const;
    assert.deepEqual(readSaved(JSON.parse(JSON.stringify(saved))), saved);
  });

  it('is a new panel where there is nothing, or nothing that can be read', () => {
    for (const state of [undefined, null, 'x', {}, { draft: 3, view: 'chat', scrollTop: null }]) {
      assert.deepEqual(readSaved(state), { draft: '', view: 'chat', scrollTop: null });
    }
  });
});
