import assert from 'node:assert/strict';
import { errorKinds, EngineError, toFailure } from '../../src/engine/errors.ts';
import type { IndexStatus } from '../../src/engine/retrieval/status.ts';
import { describeStatus } from '../../src/extension/describeIndex.ts';
import { writeDoctorReport } from '../../src/extension/doctorReport.ts';
import { exampleQuestions } from '../../src/extension/exampleQuestions.ts';
import { failureAction, failureText } from '../../src/extension/failureWords.ts';
import { withoutSecrets } from '../../src/extension/withoutSecrets.ts';
import manifest from '../../package.json' with { type: 'json' };

const ready: IndexStatus = {
  state: 'ready',
  phase: 'idle',
  isPaused: false,
  role: 'writer',
  filesIndexed: 4212,
  filesTotal: 4212,
  filesParsed: 4212,
  chunks: 50_000,
  generation: 7,
  skipped: { binary: 2 },
  languages: { go: 12, typescript: 4200 },
  indexBytes: 33 * 1024 * 1024,
  warnings: [],
};

describe('the status bar', () => {
  const cases: [string, Partial<IndexStatus>, string][] = [
    ['says how many files are ready', {}, '$(database) 4,212 files · ready'],
    ['speaks of one file as one', { filesTotal: 1 }, '$(database) 1 file · ready'],
    [
      'counts what the walk has found',
      { state: 'indexing', phase: 'walk', filesTotal: 90 },
      '$(loading~spin) 90 files found',
    ],
    [
      'counts while it scans',
      { state: 'indexing', phase: 'scan', filesIndexed: 1200 },
      '$(loading~spin) 1,200 of 4,212 files',
    ],
    [
      'counts while it parses',
      { state: 'indexing', phase: 'parse', filesParsed: 1000 },
      '$(loading~spin) 4,212 files · 1,000 parsed',
    ],
    [
      'says where it was paused',
      { state: 'indexing', phase: 'scan', filesIndexed: 12, isPaused: true },
      '$(debug-pause) 12 of 4,212 files · paused',
    ],
    ['says that it failed', { state: 'failed' }, '$(warning) Sightline · index failed'],
  ];
  for (const [fact, change, text] of cases) {
    it(fact, () => assert.equal(describeStatus({ ...ready, ...change }).text, text));
  }

  it('shows warnings in the tooltip', () =>
    assert.match(
      describeStatus({ ...ready, warnings: ['The disk is full.'] }).tooltip,
      /The disk is full\./,
    ));
});

describe('failures as words', () => {
  it('offers only commands that package.json contributes', () => {
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    for (const kind of [...errorKinds, 'bug' as const]) {
      const action = failureAction(kind);
      if (action !== undefined) assert.ok(contributed.includes(action.command), `${kind}: ${action.command}`);
    }
  });

  it('says what happened and what to do', () => {
    const error = new EngineError('model-unreachable', 'Nothing answers.', { hint: 'Start it.' });
    assert.equal(failureText(toFailure(error)), 'Nothing answers. Start it.');
  });

  it('calls a bug a bug', () =>
    assert.match(failureText(toFailure(new Error('x is undefined'))), /^Something broke/));
});

describe('the log', () => {
  const cases: [string, string, string][] = [
    ['an authorization header', 'Authorization: Bearer abcdef123456', 'Authorization: Bearer ***'],
    ['a key by its prefix', 'used sk-abcdefghijklmnop1234 here', 'used *** here'],
    ['a password in an address', 'http://me:secret@host/v1', 'http://***@host/v1'],
    ['a named key', '{"api_key":"abcdefgh1234"}', '{"api_key":"***"}'],
    ['nothing else', 'Opened /home/me/task-list, 12 tokens', 'Opened /home/me/task-list, 12 tokens'],
  ];
  for (const [fact, line, written] of cases) {
    it(`covers ${fact}`, () => assert.equal(withoutSecrets(line), written));
  }
});

describe('example questions', () => {
  const symbol = (name: string, kind: string, path: string) => ({ symbol: name, kind, path, usesTotal: 3 });

  it('asks about a function, a class and something else, each in another file', () =>
    assert.deepEqual(
      exampleQuestions([
        symbol('retry', 'function', 'a.ts'),
        symbol('Uploader', 'class', 'a.ts'),
        symbol('Queue', 'class', 'b.ts'),
        symbol('limit', 'constant', 'c.ts'),
      ]),
      [
        'What does `retry` do, and who calls it?',
        'How does `Queue` work, and where is it used?',
        'What depends on `limit`?',
      ],
    ));

  it('asks nothing about an empty workspace', () => assert.deepEqual(exampleQuestions([]), []));

  it('asks what it can where there is one symbol', () =>
    assert.equal(exampleQuestions([symbol('x', 'constant', 'a')]).length, 1));
});

describe('the doctor', () => {
  const findings = {
    folders: ['/w'],
    status: ready,
    skipped: [{ path: 'a|b.bin', reason: 'binary' as const, detail: 'has a zero byte' }],
    models: [{ label: 'Local · qwen', group: 'Local', isChosen: true }],
    localServers: [{ name: 'Ollama', baseUrl: 'http://localhost:11434/v1' }],
    sessionCount: 3,
    versions: { Sightline: '0.1.0' },
    problems: [],
    isRestricted: false,
  };

  it('lists what was skipped, with its reason, without breaking the table', () =>
    assert.match(writeDoctorReport(findings), /\| `a\\\|b\.bin` \| binary \| has a zero byte \|/));

  it('says that it shows a part', () => assert.match(writeDoctorReport(findings), /first 1 of 2/));

  it('names the chosen model and the servers that are not connected', () => {
    const report = writeDoctorReport(findings);
    assert.match(report, /Local · qwen \(Local\), chosen/);
    assert.match(report, /Ollama answers at http:\/\/localhost:11434\/v1 and is not connected\./);
  });

  it('says what is not done in a folder that is not trusted', () => {
    const report = writeDoctorReport({ ...findings, isRestricted: true });
    assert.match(report, /not trusted: model addresses that it sets are ignored, and no file is changed/);
    assert.doesNotMatch(writeDoctorReport(findings), /not trusted/);
  });

  it('is written where nothing could be looked at', () => {
    const report = writeDoctorReport({
      ...findings,
      status: null,
      skipped: [],
      sessionCount: null,
      problems: ['It broke.'],
    });
    assert.match(report, /- It broke\./);
    assert.match(report, /The index did not answer\./);
  });
});
