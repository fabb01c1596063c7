import Mocha from 'mocha';
import { follow, writeCounts } from './counts.ts';

/**
 * Mocha's own reporter (`--reporter-option base=dot`, else `spec`), and the counts as JSON in the file that
 * `SIGHTLINE_COUNTS` names, by which `npm test` adds all suites up.
 */
export default class CountReporter {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    const { base } = (options.reporterOptions ?? {}) as { base?: string };
    const Base = base === 'dot' ? Mocha.reporters.Dot : Mocha.reporters.Spec;
    new Base(runner, options);
    const counts = follow(runner);
    runner.once('end', () => {
      const file = process.env['SIGHTLINE_COUNTS'];
      if (file !== undefined) writeCounts(file, counts);
    });
  }
}
