import assert from 'node:assert/strict';
import { fileNameFor } from '../../src/extension/chatFileName.ts';
import { mcpClients, mcpLaunch } from '../../src/extension/mcpConfig.ts';
import { isLocal, serverGroup, splitServerModelId, serverModelId } from '../../src/extension/modelServers.ts';
import { panelHtml } from '../../src/extension/panelHtml.ts';

describe('the page of the panel', () => {
  const page = panelHtml({
    cspSource: 'https://*.vscode-cdn.net',
    scriptUri: 'https://x/webview.js?a=1&b="2"',
    styleUris: ['https://x/webview.css'],
    nonce: 'n0nce',
    language: 'en',
  });
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';

  it('allows nothing that is not named', () => assert.ok(policy.startsWith("default-src 'none'")));

  it('runs only the script that carries the nonce', () => {
    assert.match(policy, /script-src 'nonce-n0nce'(;|$)/);
    assert.doesNotMatch(policy, /unsafe|script-src[^;]*https?:/);
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.match(page, /<script nonce="n0nce" src=/);
  });

  it('connects nowhere, and takes no image from afar', () => {
    assert.doesNotMatch(policy, /connect-src|frame-src|\*;/);
    assert.match(policy, /img-src https:\/\/\*\.vscode-cdn\.net data:/);
  });

  it('escapes addresses', () => assert.match(page, /\?a=1&amp;b=&quot;2&quot;/));
});

describe('MCP configurations', () => {
  const launch = mcpLaunch({
    execPath: 'C:\\Code\\Code.exe',
    isElectron: true,
    cliPath: '/x/dist/cli.js',
    directories: ['/w', '/v'],
  });

  it('names every open folder', () =>
    assert.deepEqual(launch.args, ['/x/dist/cli.js', 'mcp', '--workspace', '/w', '--workspace', '/v']));

  it('makes the editor run as Node', () => assert.deepEqual(launch.env, { ELECTRON_RUN_AS_NODE: '1' }));

  it('passes the data folder on', () => {
    const { env } = mcpLaunch({
      execPath: '/node',
      isElectron: false,
      cliPath: '/c',
      directories: ['/w'],
      dataFolder: '/d',
    });
    assert.deepEqual(env, { SIGHTLINE_HOME: '/d' });
  });

  it('writes JSON that reads back for the clients that take JSON', () => {
    for (const { name, write } of mcpClients.filter(({ name: client }) => client !== 'Codex')) {
      const parsed = JSON.parse(write(launch)) as Record<string, { sightline: { command: string } }>;
      const servers = parsed[name === 'VS Code' ? 'servers' : 'mcpServers'];
      assert.equal(servers?.sightline.command, 'C:\\Code\\Code.exe', name);
    }
  });

  it('writes TOML for Codex', () => {
    const toml = mcpClients.find(({ name }) => name === 'Codex')?.write(launch) ?? '';
    assert.match(toml, /^\[mcp_servers\.sightline\]\ncommand = "C:\\\\Code\\\\Code\.exe"\nargs = \["\/x/);
    assert.match(toml, /env = \{ ELECTRON_RUN_AS_NODE = "1" \}/);
  });
});

describe('model servers', () => {
  it('splits an id at the first hash, so that a model may have one', () =>
    assert.deepEqual(splitServerModelId(serverModelId('http://h/v1', 'a#b')), {
      baseUrl: 'http://h/v1',
      model: 'a#b',
    }));

  it('never shows the password of an address', () =>
    assert.equal(serverGroup('https://me:secret@api.example.com/v1'), 'api.example.com'));

  const local: [string, boolean][] = [
    ['http://localhost:11434/v1', true],
    ['http://127.0.0.1/v1', true],
    ['http://[::1]:80/v1', true],
    ['http://localhost.evil.com/v1', false],
    ['http://127.0.0.1.evil.com/v1', false],
  ];
  for (const [url, expected] of local) {
    it(`${expected ? 'counts' : 'does not count'} ${url} as local`, () =>
      assert.equal(isLocal(url), expected));
  }
});

describe('the file of an exported chat', () => {
  it('has a name on every platform', () => {
    assert.equal(fileNameFor('Was ist `foo/bar`: <das>?'), 'was-ist-foo-bar-das.md');
    assert.equal(fileNameFor('???'), 'chat.md');
  });
});
