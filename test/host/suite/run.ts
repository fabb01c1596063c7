import * as vscode from 'vscode';
import { follow, writeCounts } from '../../support/counts.ts';
import { writeProgress } from '../../support/progress.ts';

/** A window on a busy machine needs its time; a test that waits for the index sets its own. */
const timeoutMs = 30_000;

/** The window on a workspace file runs the tests of several folders, and counts them in a file of its own. */
export const severalSuffix = '.several';

/**
 * Run the suite inside the extension host, and leave the counts in the file that `SIGHTLINE_COUNTS` names: the
 * window tells nobody how its tests went. Beside it, `.progress` names each test when it begins.
 */
export async function runSuite(loads: readonly (() => Promise<unknown>)[]): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const isWorkspaceFile = vscode.workspace.workspaceFile !== undefined;
  const wanted = `(?=[^]*(?:${process.env['SIGHTLINE_GREP'] ?? ''}))`;
  const grep = new RegExp(`^(?${isWorkspaceFile ? '=' : '!'}several folders)${wanted}`);
  const mocha = new Mocha({ ui: 'bdd', timeout: timeoutMs, reporter: 'min', grep });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const load of loads) await load();
  await new Promise<void>((resolve, reject) => {
    const named = process.env['SIGHTLINE_COUNTS'];
    const file = named === undefined || !isWorkspaceFile ? named : `${named}${severalSuffix}`;
    const runner = mocha.run((failures) => {
      if (file !== undefined) writeCounts(file, counts);
      if (failures === 0) resolve();
      else reject(new Error(`${failures} failed`));
    });
    const counts = follow(runner);
    if (file !== undefined) writeProgress(`${file}.progress`, runner);
  });
}
