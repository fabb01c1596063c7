import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/errors.ts';
import { passGate, type Candidate } from '../../../src/engine/memory/gate.ts';
import { redact } from '../../../src/engine/prompt/firewall.ts';

const findSecrets = (text: string) => redact(text).redactions.map(({ kind }) => kind);

/** Why a text is refused, or null where it passes. */
function refusal(text: string, more: Partial<Candidate> = {}): string | null {
  try {
    passGate({ text, kind: 'fact', by: 'agent', evidenceTexts: [], ...more }, findSecrets);
    return null;
  } catch (error) {
    assert.ok(error instanceof EngineError && error.kind === 'memory-refused' && error.hint !== undefined);
    return error.message;
  }
}

describe('the gate of memory', () => {
  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', '  \n ', /nothing to remember/],
    ['one word', 'Postgres', /one word/],
    ['one path', '`src/net/retry.ts`', /one word/],
    ['more than 500 characters', 'word '.repeat(101), /at most 500 characters, and this has 504/],
    ['a key', `The key of the test account is AKIA${'IOSFODNN7EXAMPLE'}.`, /a secret \(AWS key\)/],
    ['a password', 'Connect to postgres://app:hunter2secret@db.internal/app', /a secret \(password\)/],
    ['a statement of code', 'const retries = 5;', /restates code/],
    ['code in a fence', '```ts\nexport function retry() {\n}\n```', /restates code/],
    ['a detail of the moment', 'The tests are failing again in the upload module', /detail of the moment/],
  ];
  for (const [what, text, why] of refused) {
    it(`refuses ${what}`, () => assert.match(refusal(text) ?? 'passed', why));
  }

  it('refuses the lines that the memory rests on, word for word', () => {
    const evidenceTexts = ['function delay(n) {\n  return 200 * 2 ** n;\n}'];
    assert.match(refusal('return 200 * 2 ** n;', { evidenceTexts }) ?? 'passed', /restates code/);
    assert.equal(
      refusal('The delay doubles each time, since the server asked for it', { evidenceTexts }),
      null,
    );
  });

  it('takes what a person says of the moment, and what an episode tells', () => {
    const text = 'The tests are failing again in the upload module';
    assert.equal(refusal(text, { by: 'user' }), null);
    assert.equal(refusal(text, { kind: 'episode' }), null);
  });

  for (const text of [
    'We use Postgres 16.',
    'Never call `retry()` within a transaction: it would lock twice.',
    'Run `npm run format` before each commit.',
    '하나의 저장소에 모두 둔다',
    '所有时间都用毫秒',
    'Use {} for empty objects, not null.',
  ]) {
    it(`takes "${text}"`, () => assert.equal(refusal(text), null));
  }
});
