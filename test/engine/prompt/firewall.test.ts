import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeRedactions, passFirewall, redact } from '../../../src/engine/prompt/firewall.ts';

/** Put together at run time, so that no scanner takes this file for a leak. */
const made = (...pieces: readonly string[]): string => pieces.join('');
const letters = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY';

const keyBody = `${letters}${letters}\n${letters}${letters}\n${letters}`;

const secrets: Record<string, readonly [text: string, kind: string, secret: string]> = {
  'an AWS key id': [made('id = "AK', 'IAIOSFODNN7EXAMPLE"'), 'AWS key', 'IOSFODNN7'],
  'an AWS secret key': [made('aws_secret_access_key = ', letters, 'abcd/fgh'), 'AWS secret key', letters],
  'a GitHub token': [made('x ghp', '_', letters, 'abcd y'), 'GitHub token', letters],
  'a fine-grained GitHub token': [made('github', '_pat_', letters), 'GitHub token', letters],
  'a GitLab token': [made('gl', 'pat-', letters), 'GitLab token', letters],
  'a Slack token': [made('xo', 'xb-123456789012-', letters), 'Slack token', letters],
  'a Google key': [made('AI', 'za', letters, 'abc'), 'Google key', letters],
  'an OpenAI key': [made('key: sk', '-proj-', letters), 'API key', letters],
  'a Stripe key': [made('sk', '_live_', letters), 'Stripe key', letters],
  'a JWT': [made('ey', 'Jhbbbbbbbb', '.ey', 'Jzzzzzzzzz.', letters), 'JWT', letters],
  'a password in a connection string': [
    made('postgres://admin:', 'correcthorse', '@db.local:5432/x'),
    'password',
    'correcthorse',
  ],
  'a password in an ADO string': [made('Server=x;Pass', 'word=correcthorse;'), 'password', 'correcthorse'],
  'a bearer header': [made('Authorization: Bearer ', letters), 'authorization', letters],
  'a quoted value under a telling name': [made('const dbPassword = "', letters, '";'), 'secret', letters],
  'a JSON value under a telling name': [made('{"client_secret": "', letters, '"}'), 'secret', letters],
  'a line of a .env file': [made('API_TOKEN=', letters), 'secret', letters],
  'a private key': [
    made('-----BEGIN RSA PRIVATE', ' KEY-----\n', keyBody, '\n-----END RSA PRIVATE', ' KEY-----'),
    'private key',
    letters,
  ],
  'a private key whose end is cut off': [
    made('-----BEGIN PRIVATE', ' KEY-----\n', keyBody),
    'private key',
    letters,
  ],
  'a private key whose beginning is cut off': [
    made(keyBody, '\n-----END PRIVATE', ' KEY-----\nconst x = 1;'),
    'private key',
    letters,
  ],
};

const harmless: readonly string[] = [
  'const password = readPassword(user);',
  'password: string;',
  'const tokenKind = "identifier-or-keyword";',
  'postgres://user:${PASSWORD}@localhost/db',
  'postgres://user:password@localhost/db',
  'http://127.0.0.1:8080/path@2x.png',
  'class="sk-folding-cube-animation-wrapper"',
  'key.replace("-----BEGIN PRIVATE' + ' KEY-----", "").replace("-----END PRIVATE' + ' KEY-----", "")',
  'token = tokens[index + 1]',
  'const sha = "da39a3ee5e6b4b0d3255bfef95601890afd80709";',
  'secret = "<your secret here>"',
  'maxTokens: 4096',
  'accessToken = this.configuration.accessToken',
];

describe('the firewall', () => {
  for (const [name, [text, kind, secret]] of Object.entries(secrets)) {
    it(`redacts ${name} and keeps the lines`, () => {
      const { text: redacted, redactions } = redact(`first line\n${text}\nlast line`);
      assert.equal(redacted.includes(secret), false, redacted);
      assert.ok(redacted.includes(`[redacted: ${kind}]`), redacted);
      assert.equal(redacted.split('\n').length, text.split('\n').length + 2);
      assert.ok(redacted.startsWith('first line\n') && redacted.endsWith('last line'));
      assert.deepEqual(redactions, [{ kind, line: 2 }]);
    });
  }

  for (const text of harmless) {
    it(`leaves alone: ${text.slice(0, 60)}`, () => assert.deepEqual(redact(text), { text, redactions: [] }));
  }

  it('keeps the user and the host of a connection string', () => {
    const { text } = redact(made('mongodb+srv://reader:', 'tr0ub4dor', '@cluster0.example.net/x'));
    assert.equal(text, 'mongodb+srv://reader:[redacted: password]@cluster0.example.net/x');
  });

  it('passes over title and reasons of a part too, and says what it did', () => {
    const key = made('AK', 'IAIOSFODNN7EXAMPLE');
    const { part, redactions } = passFirewall({
      id: 'a',
      kind: 'code',
      title: key,
      source: 'a.ts:1-2',
      reasons: [`matches "${key}"`],
      isRequired: false,
      priority: 1,
      role: 'user',
      text: `${key}\n${key}`,
    });
    assert.equal(JSON.stringify(part).includes(key), false);
    assert.equal(describeRedactions(redactions), '2 secrets redacted: AWS key');
  });

  it('never changes the number of lines, and changes nothing the second time', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom(...Object.values(secrets).map(([text]) => text)));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join('\n');
        const once = redact(text).text;
        assert.equal(once.split('\n').length, text.split('\n').length);
        assert.deepEqual(redact(once), { text: once, redactions: [] });
      }),
      { numRuns: 200 },
    );
  });

  it('takes linear time on text made to be slow', () => {
    const hostile = [
      'a'.repeat(200_000),
      'password'.repeat(25_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(4_000),
    ];
    for (const text of hostile) {
      const startedAt = performance.now();
      redact(text);
      assert.ok(performance.now() - startedAt < 1_500, `${text.slice(0, 20)}… took too long`);
    }
  });
});
