import assert from 'node:assert/strict';
import { summary } from '../../src/cli/indexCommand.ts';
import { progressInWords, progressLine } from '../../src/cli/progress.ts';
import { EngineError } from '../../src/engine/errors.ts';
import type { IndexStatus } from '../../src/engine/retrieval/status.ts';
import type { Memories } from '../../src/engine/memories.ts';
import type { SessionStore } from '../../src/engine/session/session.ts';
import { readyStatus, runCommand } from './fakeProgram.ts';

const noSessions = { list: () => [] } as unknown as SessionStore;
const memories = { list: () => [] } as unknown as Memories;

describe('index', () => {
  it('says what it took and what it left', async () => {
    assert.equal(
      summary(readyStatus, 3210),
      'Indexed 4,212 files (18,220 chunks, 41.2 MB) in 3.2 s. Skipped 15: 12 ignored, 3 binary.',
    );
    const { code, out } = await runCommand(['index']);
    assert.equal(code, 0);
    assert.match(out, /^Indexed 4,212 files/);
    assert.deepEqual(JSON.parse((await runCommand(['index', '--json'])).out), readyStatus);
  });

  it('rebuilds only when asked, and follows changes until it is stopped', async () => {
    let rebuilt = 0;
    const index = { rebuild: async () => void rebuilt++ };
    await runCommand(['index'], { index });
    assert.equal(rebuilt, 0);
    const stop = new AbortController();
    const running = runCommand(['index', '--rebuild', '--watch'], { index, signal: stop.signal });
    setTimeout(() => stop.abort(), 30);
    const { code, composed, err } = await running;
    assert.deepEqual([code, rebuilt, composed[0]?.follows], [130, 1, true]);
    assert.match(err, /Following changes/);
  });

  it('ends with 3 where the index has warnings', async () => {
    const index = {
      status: async () => ({ ...readyStatus, warnings: ['It was damaged and is made anew.'] }),
    };
    const { code, err } = await runCommand(['index'], { index });
    assert.deepEqual([code, err], [3, 'note: It was damaged and is made anew.\n']);
  });
});

describe('progress', () => {
  const at = (phase: IndexStatus['phase'], filesIndexed: number): IndexStatus => ({
    ...readyStatus,
    state: 'indexing',
    phase,
    filesIndexed,
  });
  const recorded = (isTerminal: boolean) => {
    const written: string[] = [];
    const to = {
      write: (text: string) => void written.push(text),
      isTerminal,
      isColoured: false,
      columns: 40,
    };
    return { written, line: progressLine(to, 0) };
  };

  it('says the phase and the counts', () => {
    assert.equal(progressInWords(at('scan', 1200)), 'Indexing: 1,200 of 4,212 files');
    assert.equal(progressInWords(readyStatus), null);
  });

  it('rewrites one line on a terminal, never wider than it, and leaves it empty', () => {
    const { written, line } = recorded(true);
    line.show(at('scan', 1), 100);
    assert.deepEqual(written, [], 'a short run stays silent');
    line.show(at('scan', 2), 400);
    line.show(at('parse', 2), 410);
    line.clear();
    assert.equal(written.length, 3);
    assert.equal(written[1], '\rParsing: 4,212 of 4,212 files (searchab\u001b[K');
    assert.equal(written[2], '\r\u001b[K');
  });

  it('writes few lines where it is no terminal', () => {
    const { written, line } = recorded(false);
    for (let ms = 400; ms < 12_400; ms += 100) line.show(at('scan', ms), ms);
    line.show(at('parse', 1), 12_450);
    assert.equal(written.length, 4);
    assert.ok(written.every((text) => text.endsWith('files\n') || text.startsWith('Parsing')));
  });
});

describe('doctor', () => {
  it('says what is indexed, skipped and why, and which models there are', async () => {
    const rows = [1, 2, 3, 4].map((at) => ({
      path: `a${at}.png`,
      reason: 'binary' as const,
      detail: 'a .png file',
    }));
    const { code, out } = await runCommand(['doctor', '--skipped', '2'], {
      sessions: noSessions,
      memories,
      index: {
        status: async () => ({ ...readyStatus, commits: 13_253 }),
        skipped: async () => [
          { path: 'dist/', reason: 'ignored', detail: 'matched by .gitignore line 3: dist/' },
          ...rows,
        ],
      },
      environment: {
        SIGHTLINE_MODEL: 'gpt-x',
        OPENAI_BASE_URL: 'https://me:secret@models.example/v1',
        OPENAI_API_KEY: 'sk-secret',
      },
      parts: {
        findLocalServers: async () => [
          { name: 'Ollama', baseUrl: 'http://localhost:11434/v1', models: ['qwen3'] },
        ],
      },
    });
    assert.equal(code, 0);
    assert.match(out, /ready: 4,212 of 4,212 files indexed, 4,212 parsed/);
    assert.match(
      out,
      /15: 12 ignored, 3 binary\.\n {2}ignored: dist\/ \(matched by \.gitignore line 3: dist\/\)\n/,
    );
    assert.equal(out.match(/\.png \(/g)?.length, 2);
    assert.match(out, /gpt-x at https:\/\/models\.example\/v1, with a key\n {2}Ollama at .*: qwen3/);
    assert.match(out, /history: 13,253 commits/);
    assert.match(out, /sessions: sound, 0 sessions in this workspace\n {2}memory: sound, 0 memories\n/);
    assert.doesNotMatch(out, /secret|Problems/);
  });

  it('goes on where one thing is broken, and ends with 3', async () => {
    const damaged = {
      list: () => {
        throw new EngineError('storage-damaged', 'The chat history is damaged.', {
          hint: 'A backup is kept.',
        });
      },
    } as unknown as SessionStore;
    const { code, out } = await runCommand(['doctor'], { sessions: damaged, memories });
    assert.equal(code, 3);
    assert.match(out, /sessions: not readable/);
    assert.match(out, /Problems\n {2}The chat history is damaged\. A backup is kept\./);
    assert.match(out, /none is set\. To have a model answer/);
    const { out: json } = await runCommand(['doctor', '--json'], { sessions: damaged, memories });
    assert.equal((JSON.parse(json) as { sessions: unknown }).sessions, null);
  });
});
