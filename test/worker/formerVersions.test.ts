import assert from 'node:assert/strict';
import { FormerVersions, type Version } from '../../src/worker/formerVersions.ts';

function version(hash: string, file: string, ordinal = 0): Version {
  return { hash, language: 'typescript', file, ordinal };
}

describe('former versions of files', () => {
  it('are found by path, newest first, each content once and at most four', () => {
    const former = new FormerVersions();
    for (const hash of ['a', 'b', 'a', 'c', 'd', 'e']) former.note('x.ts', version(hash, `${hash}.segment`));
    assert.deepEqual(
      former.of('x.ts').map(({ hash }) => hash),
      ['e', 'd', 'c', 'a'],
    );
    assert.deepEqual(former.of('y.ts'), []);
  });

  it('keep their segment on disk, which goes at once where none needs it', () => {
    const former = new FormerVersions();
    former.note('x.ts', version('a', 'one'));
    const gone = former.retire([
      { file: 'one', bytes: 10 },
      { file: 'two', bytes: 10 },
    ]);
    assert.deepEqual(gone, ['two']);
    assert.deepEqual(
      former.of('x.ts').map(({ file }) => file),
      ['one'],
    );
  });

  it('leave, the oldest segment first, where they take more room than allowed', () => {
    const former = new FormerVersions(25);
    former.note('x.ts', version('a', 'one'));
    former.note('x.ts', version('b', 'two'));
    former.note('y.ts', version('c', 'three'));
    assert.deepEqual(former.retire([{ file: 'one', bytes: 10 }]), []);
    assert.deepEqual(former.retire([{ file: 'two', bytes: 10 }]), []);
    assert.deepEqual(former.retire([{ file: 'three', bytes: 10 }]), ['one']);
    assert.deepEqual(
      former.of('x.ts').map(({ hash }) => hash),
      ['b'],
    );
    assert.deepEqual(former.clear().sort(), ['three', 'two']);
    assert.deepEqual(former.of('y.ts'), []);
  });
});
