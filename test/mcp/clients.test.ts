import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { EngineError } from '../../src/engine/errors.ts';
import { openHttpClients } from '../../src/mcp/clients.ts';
import { makeFolder, removeFolder } from '../support/workspace.ts';

describe('clients of the HTTP server', () => {
  let home: string;
  beforeEach(() => (home = makeFolder()));
  afterEach(() => removeFolder(home));
  const file = () => path.join(home, 'mcp-clients.json');

  it('are found by their token until they are revoked, by whoever opens the list', () => {
    const token = openHttpClients(home).add('Codex', { mayWrite: true });
    const clients = openHttpClients(home);
    assert.equal(clients.find(token, 1)?.name, 'Codex');
    assert.equal(clients.find(`${token}x`, 1), null);
    assert.equal(openHttpClients(home).revoke('Codex'), true);
    assert.equal(clients.find(token, 1), null);
    assert.equal(clients.revoke('Codex'), false);
  });

  it('are kept without their tokens, for this user alone', () => {
    const token = openHttpClients(home).add('Goose', { mayWrite: false });
    assert.doesNotMatch(fs.readFileSync(file(), 'utf8'), new RegExp(token));
    if (process.platform !== 'win32') assert.equal(fs.statSync(file()).mode & 0o777, 0o600);
  });

  it('are noted when they call, a minute apart', () => {
    const clients = openHttpClients(home);
    const token = clients.add('Cursor', { mayWrite: false });
    const used = () => clients.list()[0]?.lastUsedAt;
    assert.equal(used(), null);
    clients.find(token, 1_000_000);
    clients.find(token, 1_030_000);
    assert.equal(used(), 1_000_000);
    clients.find(token, 1_070_000);
    assert.equal(used(), 1_070_000);
  });

  for (const name of ['', 'a/b', 'x'.repeat(61), 'new\nline']) {
    it(`are not called ${JSON.stringify(name.slice(0, 12))}`, () =>
      assert.throws(
        () => openHttpClients(home).add(name, { mayWrite: false }),
        (error: EngineError) => error.kind === 'wrong-use',
      ));
  }

  it('have a name each', () => {
    openHttpClients(home).add('A', { mayWrite: false });
    assert.throws(() => openHttpClients(home).add('A', { mayWrite: false }), /client named "A" already/);
  });

  it('are refused in words where their list is broken, and go on after a lock that was left', () => {
    fs.writeFileSync(`${file()}.lock`, '');
    fs.utimesSync(`${file()}.lock`, new Date(0), new Date(0));
    openHttpClients(home).add('A', { mayWrite: false });
    fs.writeFileSync(file(), '{"version": 1, ');
    assert.throws(
      () => openHttpClients(home).list(),
      (error: EngineError) => error.kind === 'storage-damaged' && /Delete the file/.test(error.hint ?? ''),
    );
  });
});
