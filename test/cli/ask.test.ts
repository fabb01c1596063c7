import assert from 'node:assert/strict';
import type { TurnEvent } from '../../src/engine/answer.ts';
import { aHit, someEvidence } from '../support/evidence.ts';
import { runCommand } from './fakeProgram.ts';

const started: TurnEvent = { kind: 'started', sessionId: 's1', turnId: 't1', title: 'x' };
const done: TurnEvent = { kind: 'done', elapsedMs: 5, reason: 'stop' };
const local = { SIGHTLINE_MODEL: 'qwen3', OPENAI_BASE_URL: 'http://localhost:1/v1' };
const told: TurnEvent[] = [
  started,
  { kind: 'step', text: 'Searching 10 files' },
  { kind: 'evidence', evidence: someEvidence() },
  { kind: 'text', text: 'It doubles ' },
  { kind: 'text', text: '[src/net/retry.ts:41-43].' },
  { kind: 'usage', usage: { inputTokens: 1200, outputTokens: 20, isEstimated: false } },
  {
    kind: 'citations',
    citations: [{ path: 'src/net/retry.ts', startLine: 41, endLine: 43, isChecked: true, text: 'x' }],
  },
  done,
];

describe('ask', () => {
  it('streams the answer of a model on stdout, and its cost and session on stderr', async () => {
    const { code, out, err, asked } = await runCommand(['ask', 'how', 'long?'], {
      events: told,
      environment: local,
    });
    assert.equal(code, 0);
    assert.equal(out, 'It doubles [src/net/retry.ts:41-43].\n');
    assert.equal(err, 'qwen3 · 1,200 tokens in, 20 out · Session s1\n');
    assert.equal(asked[0]?.question, 'how long?');
    assert.equal(asked[0]?.model?.id, 'http://localhost:1/v1#qwen3');
  });

  it('prints with --json the shape that the contract names', async () => {
    const { code, out } = await runCommand(['ask', 'x', '--json'], { events: told, environment: local });
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out), {
      answer: 'It doubles [src/net/retry.ts:41-43].',
      citations: [{ path: 'src/net/retry.ts', startLine: 41, endLine: 43 }],
      sessionId: 's1',
      model: 'http://localhost:1/v1#qwen3',
      usage: { inputTokens: 1200, outputTokens: 20, isEstimated: false },
      warnings: [],
    });
  });

  const alone: TurnEvent[] = [
    started,
    { kind: 'evidence', evidence: someEvidence() },
    { kind: 'text', text: 'No model is connected. ### places' },
    done,
  ];

  it('shows what was remembered before the places, and what became of "Remember that"', async () => {
    const text = 'No model.\n\n**Remembered**\n\n- `The backoff is capped` (you, 2026-01-01).\n\n### places';
    const events: TurnEvent[] = [
      started,
      { kind: 'evidence', evidence: someEvidence() },
      { kind: 'text', text },
      done,
    ];
    const { out } = await runCommand(['ask', 'x', '--no-model'], { events });
    assert.match(
      out,
      /^Remembered\n\n- `The backoff is capped` \(you, 2026-01-01\)\.\n\nsrc\/net\/retry\.ts/,
    );
    const said = '**Remembered** (fact, for this workspace):\n\n> the backoff is capped';
    const kept = await runCommand(['ask', 'Remember that the backoff is capped'], {
      events: [started, { kind: 'text', text: said }, done],
    });
    assert.equal(kept.out, `${said}\n`);
    assert.doesNotMatch(kept.err, /No model/);
  });

  it('shows the places themselves where no model is set, and says how to connect one', async () => {
    const { code, out, err, asked } = await runCommand(['ask', 'x'], {
      events: alone,
      environment: { OPENAI_API_KEY: 'sk-for-something-else' },
    });
    assert.equal(code, 0);
    assert.equal(asked[0]?.model, null);
    assert.match(out, /^src\/net\/retry\.ts:41-43 {2}retryDelay/);
    assert.doesNotMatch(out, /###/);
    assert.match(err, /No model is connected.*SIGHTLINE_MODEL.*OPENAI_BASE_URL.*OPENAI_API_KEY/);
  });

  it('does not speak of models where none was wanted', async () => {
    const { err } = await runCommand(['ask', 'x', '--no-model'], { events: alone, environment: local });
    assert.equal(err, 'Session s1\n');
  });

  it('gives the places as citations where no model spoke', async () => {
    const { out } = await runCommand(['ask', 'x', '--json', '--no-model'], { events: alone });
    const { citations, model, answer } = JSON.parse(out) as Record<string, unknown>;
    assert.deepEqual(citations, [{ path: 'src/net/retry.ts', startLine: 41, endLine: 43 }]);
    assert.equal(model, null);
    assert.match(String(answer), /places/);
  });

  it('keeps what was said when the model fails, ends with 1 and says what to do', async () => {
    const events: TurnEvent[] = [
      started,
      { kind: 'text', text: 'It dou' },
      {
        kind: 'failed',
        elapsedMs: 1,
        failure: { kind: 'model-cut', message: 'The answer broke off.', hint: 'Ask again.' },
      },
    ];
    const shown = await runCommand(['ask', 'x'], { events, environment: local });
    assert.equal(shown.code, 1);
    assert.equal(shown.out, 'It dou\n');
    assert.match(shown.err, /sightline: The answer broke off\.\nAsk again\.\n/);
    const { out } = await runCommand(['ask', 'x', '--json'], { events, environment: local });
    assert.deepEqual((JSON.parse(out) as { failure: unknown }).failure, {
      kind: 'model-cut',
      message: 'The answer broke off.',
      hint: 'Ask again.',
    });
  });

  it('ends with 3 where a citation does not exist or a warning came', async () => {
    const invented: TurnEvent[] = [
      started,
      { kind: 'text', text: 'See [no.ts:1-2].\n' },
      { kind: 'citations', citations: [{ path: 'no.ts', startLine: 1, endLine: 2, isChecked: false }] },
      done,
    ];
    const { code, err } = await runCommand(['ask', 'x'], { events: invented, environment: local });
    assert.equal(code, 3);
    assert.match(err, /note: These citations do not exist: no\.ts:1-2\./);
    const warned: TurnEvent[] = [started, { kind: 'warning', text: 'Half of it is missing.' }, done];
    assert.equal((await runCommand(['ask', 'x'], { events: warned, environment: local })).code, 3);
  });

  it('ends with 130 where the turn was stopped', async () => {
    const events: TurnEvent[] = [started, { kind: 'text', text: 'It' }, { kind: 'stopped', elapsedMs: 1 }];
    const { code, err } = await runCommand(['ask', 'x'], { events, environment: local });
    assert.equal(code, 130);
    assert.match(err, /Stopped\. What was said so far is kept\./);
  });

  it('finds a named model on a server of this machine, or says which there are', async () => {
    const parts = {
      findLocalServers: async () => [
        { name: 'Ollama', baseUrl: 'http://localhost:11434/v1', models: ['qwen3', 'phi'] },
      ],
    };
    const found = await runCommand(['ask', 'x', '--model', 'phi'], { events: told, parts });
    assert.equal(found.asked[0]?.model?.id, 'http://localhost:11434/v1#phi');
    const missing = await runCommand(['ask', 'x', '--model', 'gpt'], { events: told, parts });
    assert.equal(missing.code, 1);
    assert.match(missing.err, /No model server on this machine has gpt\.\nThese are there: qwen3, phi\./);
    assert.equal(missing.asked.length, 0);
  });

  it('never lets an answer speak to the terminal', async () => {
    const events: TurnEvent[] = [
      started,
      { kind: 'evidence', evidence: someEvidence([aHit({ path: '\u001b]0;x' })]) },
      { kind: 'text', text: '\u001b[31mred' },
      done,
    ];
    const { out } = await runCommand(['ask', 'x'], { events, environment: local });
    assert.equal(out, '\ufffd[31mred\n');
  });
});
