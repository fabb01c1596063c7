import assert from 'node:assert/strict';
import { runCommand } from './fakeProgram.ts';

describe('command line', () => {
  it('shows its version and its help without loading the engine', async () => {
    const parts = {
      compose: () => {
        throw new Error('loaded');
      },
    };
    assert.deepEqual((await runCommand(['--version'], { parts })).out, '1.2.3\n');
    const help = await runCommand(['--help'], { parts });
    assert.equal(help.code, 0);
    for (const name of [
      'index',
      'search',
      'ask',
      'remember',
      'recall',
      'memory',
      'sessions',
      'eval',
      'doctor',
      'mcp',
    ]) {
      assert.match(help.out, new RegExp(`^  ${name} `, 'm'));
      const own = await runCommand([name, '--help'], { parts });
      assert.equal(own.code, 0);
      assert.match(own.out, new RegExp(`^Usage: sightline ${name}`));
      assert.match(own.out, /--workspace DIR/);
    }
  });

  const wrong: [string, string[], RegExp][] = [
    ['no command', [], /Which command\?/],
    ['an unknown command', ['serch', 'x'], /There is no command "serch"\./],
    ['an unknown option', ['search', 'x', '--nope'], /Unknown option '--nope'/],
    ['an option without its value', ['search', 'x', '--limit'], /--limit/],
    ['a limit that is no number', ['search', 'x', '--limit', 'ten'], /whole number of at least 1, not "ten"/],
    ['a search for nothing', ['search', '  '], /nothing to search for/],
    ['a question that is empty', ['ask'], /no question/],
    ['a model and none', ['ask', 'x', '--model', 'm', '--no-model'], /exclude each other/],
    ['a folder where options belong', ['index', 'src'], /index takes options only, not "src"\./],
    ['an unknown action', ['sessions', 'burn'], /There is no "sessions burn"/],
    ['a missing id', ['sessions', 'show'], /takes an ID/],
    ['nothing to recall by', ['recall', ' '], /nothing to recall by/],
  ];
  for (const [name, line, words] of wrong) {
    it(`ends with 2 and a hint on ${name}`, async () => {
      const { code, out, err } = await runCommand(line);
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(err, words);
      assert.match(err, /^See: sightline .*--help$/m);
    });
  }

  it('says as JSON too that there is no such command', async () => {
    const { code, out } = await runCommand(['toString', '--json']);
    assert.equal(code, 2);
    assert.match(out, /There is no command \\"toString\\"\./);
  });

  it('ends with 1 where the folder is missing, and says so as JSON too', async () => {
    const { code, out, err } = await runCommand(['search', 'x', '--workspace', '/nowhere/at/all', '--json']);
    assert.equal(code, 1);
    const { failure } = JSON.parse(out) as { failure: { kind: string; message: string; hint: string } };
    assert.equal(failure.kind, 'workspace-missing');
    assert.match(err, /There is no folder at \/nowhere\/at\/all\./);
    assert.match(err, /--workspace DIR/);
  });

  it('closes the engine whatever happens, and shows the stack of a bug', async () => {
    const index = {
      search: async () => {
        throw new TypeError('oops');
      },
    };
    const { code, err, closed } = await runCommand(['search', 'x'], { index });
    assert.deepEqual([code, closed], [1, 1]);
    assert.match(err, /TypeError: oops\n\s+at /);
  });

  it('ends with 130 when it is stopped', async () => {
    const stop = new AbortController();
    const index = {
      whenReady: async () => {
        stop.abort();
        stop.signal.throwIfAborted();
      },
    };
    const { code, err, closed } = await runCommand(['index'], { index, signal: stop.signal });
    assert.deepEqual([code, closed, err], [130, 1, '']);
  });
});
