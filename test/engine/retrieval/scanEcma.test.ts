import assert from 'node:assert/strict';
import { scanOutline } from '../../../src/engine/retrieval/scan.ts';

describe('the line scan of TypeScript', () => {
  it('takes a type in a list of imports or exports for no declaration', () => {
    const text = [
      'import {',
      '  type Listed,',
      '  type Renamed as Other,',
      '  type Last }',
      "  from './a.ts';",
      'export type Alias = string;',
      'type Generic<T> = T[];',
      'class Plain {',
      '}',
      'export interface Shape extends Plain {',
      '}',
      '',
    ].join('\n');
    const names = scanOutline('typescript', text).declarations.map(({ name }) => name);
    assert.deepEqual(names, ['Alias', 'Generic', 'Plain', 'Shape']);
  });
});
