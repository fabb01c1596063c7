import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as moment } from 'node:timers/promises';
import * as vscode from 'vscode';
import { note } from '../../support/progress.ts';

const id = 'sightline.sightline';

describe('activation in a real extension host', () => {
  const extension = vscode.extensions.getExtension(id);

  it('finds the extension and activates it', async () => {
    assert.ok(extension, `${id} is not installed here`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that package.json contributes', async () => {
    assert.ok(extension, `${id} is not installed here`);
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands
      .map(({ command }) => command)
      .filter((name) => !registered.has(name));
    assert.deepEqual(missing, []);
  });

  it('is loaded by VS Code in a moment', () => {
    // What the list of running extensions shows also counts whatever else the thread did after the clock was started.
    const { MonacoPerformanceMarks: marks } = globalThis as unknown as { MonacoPerformanceMarks: Marks };
    const at = (name: string): number | undefined =>
      marks.getMarks().find((mark) => mark.name === `code/extHost/${name}/${id}`)?.startTime;
    const [begun, ended] = [at('willLoadExtensionCode'), at('didLoadExtensionCode')];
    assert.ok(begun !== undefined && ended !== undefined, 'VS Code marks both moments');
    note(`VS Code loaded dist/extension.js in ${(ended - begun).toFixed(1)} ms`);
    // By the wall: on a busy machine it says more of the others than of us, so that only a second is a fault.
    assert.ok(ended - begun < 1000);
  });

  it('loads its host in pieces, none of which keeps the thread for 50 ms', async () => {
    assert.ok(extension, `${id} is not installed here`);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-pieces-'));
    try {
      const quickest = new Map<string, number>();
      // The quickest of five: a machine that is busy elsewhere must not decide the test.
      for (let round = 0; round < 5; round++) {
        for (const [piece, ms] of await loadPieces(path.join(extension.extensionPath, 'dist'), folder, round))
          quickest.set(piece, Math.min(ms, quickest.get(piece) ?? Infinity));
      }
      note([...quickest].map(([piece, ms]) => `${piece} ${ms.toFixed(1)} ms`).join(', '));
      for (const [piece, ms] of quickest) assert.ok(ms < 50, `${piece} took ${ms} ms`);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** VS Code's own marks of what its extension host did, in milliseconds since 1970. */
interface Marks {
  getMarks(): readonly { readonly name: string; readonly startTime: number }[];
}

/** What this thread has worked so far: a machine that is busy elsewhere does not count. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** In the order of `activate.ts`. Each round is a text of its own, which V8 has not compiled before. */
async function loadPieces(dist: string, folder: string, round: number): Promise<[string, number][]> {
  const own = path.join(folder, String(round));
  fs.mkdirSync(own);
  const times: [string, number][] = [];
  for (const piece of ['zod.js', 'schemas.js', 'host.js']) {
    const text = fs.readFileSync(path.join(dist, piece), 'utf8');
    fs.writeFileSync(path.join(own, piece), `/* ${own} */${text}`);
    await moment();
    const before = threadMs();
    createRequire(path.join(own, 'x.js'))(`./${piece}`);
    times.push([piece, threadMs() - before]);
  }
  return times;
}
