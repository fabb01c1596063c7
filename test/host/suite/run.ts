import { follow, writeCounts } from '../../support/counts.ts';

/** A window on a busy machine needs its time; a test that waits for the index sets its own. */
const timeoutMs = 30_000;

/**
 * Run the suite inside the extension host, and leave the counts in the file that `SIGHTLINE_COUNTS` names: the
 * window tells nobody how its tests went.
 */
export async function runSuite(loads: readonly (() => Promise<unknown>)[]): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: timeoutMs, reporter: 'min' });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const load of loads) await load();
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const file = process.env['SIGHTLINE_COUNTS'];
      if (file !== undefined) writeCounts(file, counts);
      if (failures === 0) resolve();
      else reject(new Error(`${failures} failed`));
    });
    const counts = follow(runner);
  });
}
