import assert from 'node:assert/strict';
import { EngineError, toFailure } from '../../src/engine/errors.ts';

describe('an EngineError', () => {
  it('is known in another bundle, which has a copy of the class of its own', async () => {
    const file: string = '../../src/engine/errors.ts?another-bundle';
    const other = (await import(file)) as { EngineError: typeof EngineError };
    assert.notEqual(other.EngineError, EngineError);
    const error = new other.EngineError('model-missing', 'No server has it.', { hint: 'Start one.' });
    assert.ok(error instanceof EngineError);
    assert.deepEqual(toFailure(error), {
      kind: 'model-missing',
      message: 'No server has it.',
      hint: 'Start one.',
    });
  });

  it('is nothing else: any other error is a bug', () => {
    assert.equal(new Error('x') instanceof EngineError, false);
    assert.deepEqual([toFailure(new Error('x')).kind, toFailure(null).kind], ['bug', 'bug']);
  });
});
