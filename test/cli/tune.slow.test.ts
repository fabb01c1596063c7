import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { TuneReport } from '../../src/engine/evaluation/tune.ts';
import { makeFolder, removeFolder } from '../support/workspace.ts';
import { builtProgram, type BuiltProgram } from './builtProgram.ts';

describe('the built command line, tuning a repository', function () {
  this.timeout(240_000);
  let folder: string;
  let sightline: BuiltProgram;
  before(async () => {
    folder = makeFolder();
    const from = path.join(import.meta.dirname, '../../node_modules/undici/lib');
    fs.cpSync(from, path.join(folder, 'lib'), { recursive: true, dereference: true });
    sightline = await builtProgram(folder);
  });
  after(async () => {
    await sightline?.dispose();
    removeFolder(folder);
  });

  it('tells the half that nothing was fitted on, keeps what is better and nothing else, and drops it', async () => {
    const { code, out, err } = await sightline.run(['eval', '--tune', '--keep', '--json', '--limit', '60']);
    const report = JSON.parse(out) as TuneReport & { readonly isKept: boolean };
    assert.equal(code, report.isBetter ? 0 : 3, err);
    assert.equal(report.isKept, report.isBetter);
    const [docs] = report.kinds;
    assert.deepEqual([report.kinds.length, docs?.kind], [1, 'docs']);
    assert.ok(Math.min(docs?.fittedOn ?? 0, docs?.reportedOn ?? 0) >= 20);
    const dropped = await sightline.run(['eval', '--drop']);
    assert.match(dropped.out, report.isKept ? /are forgotten/ : /No weights were kept/);
  });

  it('says where there is too little to fit on', async () => {
    const small = makeFolder({ 'a.ts': '/** Doubles. */\nexport function f() {\n  return 2;\n}\n' });
    try {
      execFileSync('git', ['init', '-q'], { cwd: small });
      const { code, err } = await sightline.run(['eval', '--tune'], { cwd: small });
      assert.equal(code, 1);
      assert.match(err, /Too few questions can be made of/);
    } finally {
      removeFolder(small);
    }
  });

  it('refuses --keep alone', async () => {
    const { code, err } = await sightline.run(['eval', '--keep']);
    assert.equal(code, 2);
    assert.match(err, /--keep goes with --tune/);
  });
});
