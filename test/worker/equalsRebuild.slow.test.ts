import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import { openTestIndex } from '../support/testIndex.ts';
import { makeFolder, removeFolder, writeFile } from '../support/workspace.ts';

const names = ['a.ts', 'b.ts', 'lib/c.py', 'lib/d.md', 'lib/deep/e.go'];
const words = ['alpha', 'bravoCharlie', 'delta_echo', 'foxtrot', 'golf', 'hotel'];

type Edit =
  | { readonly kind: 'write'; readonly name: string; readonly words: readonly string[] }
  | { readonly kind: 'delete'; readonly name: string }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }
  | { readonly kind: 'restart' };

const name = fc.constantFrom(...names);
const edits = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('write' as const), name, words: fc.subarray(words) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), name }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('rename' as const), name, to: name }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  ),
  { minLength: 1, maxLength: 8 },
);

function textOf(chosen: readonly string[]): string {
  return chosen.map((word) => `function ${word}() {\n  return '${word}';\n}\n`).join('\n');
}

async function answers(index: WorkspaceIndex): Promise<unknown[]> {
  await index.whenReady('ready');
  const all = [];
  for (const query of words) {
    const { hits } = await index.search({ query, limit: 20, offset: 0, withUses: false });
    all.push(
      hits.map((hit) => [hit.path, hit.startLine, hit.endLine, hit.symbol, hit.score.toFixed(6), hit.text]),
    );
  }
  return all;
}

describe('an index after edits', function () {
  this.timeout(120_000);

  it('answers like one that was built anew', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        const workspace = makeFolder({ 'a.ts': textOf(words) });
        const [home, freshHome] = [makeFolder(), makeFolder()];
        let index = openTestIndex([workspace], home);
        try {
          await index.whenReady('ready');
          for (const edit of list) {
            if (edit.kind === 'restart') {
              await index.close();
              index = openTestIndex([workspace], home);
              await index.whenReady('ready');
            } else await index.filesChanged(apply(workspace, edit));
          }
          const fresh = openTestIndex([workspace], freshHome);
          try {
            assert.deepEqual(await answers(index), await answers(fresh));
          } finally {
            await fresh.close();
          }
        } finally {
          await index.close();
          for (const folder of [workspace, home, freshHome]) removeFolder(folder);
        }
      }),
      { numRuns: 3 },
    );
  });
});

/** @returns the paths that an editor would tell of. */
function apply(workspace: string, edit: Exclude<Edit, { kind: 'restart' }>): string[] {
  const file = path.join(workspace, edit.name);
  if (edit.kind === 'write') return [writeFile(workspace, edit.name, textOf(edit.words))];
  if (edit.kind === 'delete') {
    fs.rmSync(file, { force: true });
    return [file];
  }
  const target = path.join(workspace, edit.to);
  if (fs.existsSync(file)) {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.renameSync(file, target);
  }
  return [file, target];
}
