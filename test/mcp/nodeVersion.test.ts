import assert from 'node:assert/strict';
import { refusalOfNode } from '../../src/mcp/nodeVersion.ts';

describe('the check of the Node that runs Sightline', () => {
  for (const version of ['22.13.0', '22.20.1', '23.4.0', '24.0.0', '24.0.0-nightly2026', '100.1.0']) {
    it(`takes ${version}`, () => assert.equal(refusalOfNode({ version, file: '/n' }), null));
  }

  const old = {
    '18.20.8': '22.13',
    '20.20.2': '22.13',
    '22.12.0': '22.13',
    '22.2.0': '22.13',
    '23.3.0': '23.4',
  };
  for (const [version, least] of Object.entries(old)) {
    it(`refuses ${version}: ${least} is needed`, () => {
      assert.equal(
        refusalOfNode({ version, file: '/usr/bin/node' }),
        `This is Node ${version} (/usr/bin/node), and Sightline needs Node ${least} or newer, for its built-in ` +
          'SQLite: install one from https://nodejs.org, or start Sightline with it.',
      );
    });
  }
});
