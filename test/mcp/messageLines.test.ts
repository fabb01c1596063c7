import assert from 'node:assert/strict';
import fc from 'fast-check';
import { messageLines } from '../../src/mcp/messageLines.ts';

/** What comes out of pieces that go in, and the ids of the lines that were too long. */
async function read(pieces: readonly (string | Uint8Array)[], maxBytes = 100) {
  const tooLong: (string | number | null)[] = [];
  const lines = messageLines({ maxBytes, onTooLong: (id) => void tooLong.push(id) });
  const given: string[] = [];
  lines.on('data', (line: Buffer) => given.push(line.toString('utf8')));
  for (const piece of pieces) lines.write(piece);
  lines.end();
  await new Promise((resolve) => lines.once('end', resolve));
  return { given, tooLong };
}

const long = 'x'.repeat(200);

describe('messageLines', () => {
  it('gives each line as one chunk, wherever the bytes are cut', async () => {
    const text = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' ')));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(30)), async (wanted, cuts) => {
        const expected = wanted.map((line) => `${line}\n`);
        const bytes = Buffer.from(expected.join(''));
        const pieces: Buffer[] = [];
        let from = 0;
        for (const size of cuts) pieces.push(bytes.subarray(from, (from += size)));
        const { given } = await read([...pieces, bytes.subarray(from)], 10_000);
        assert.deepEqual(given, expected);
      }),
      { numRuns: 200 },
    );
  });

  it('takes a line of the greatest length, and passes over one that is a byte longer', async () => {
    const longest = `${'x'.repeat(99)}\n`;
    assert.deepEqual(await read([longest, `x${longest}`, 'next\n']), {
      given: [longest, 'next\n'],
      tooLong: [null],
    });
  });

  const named: [string, string, string | number | null][] = [
    ['that leads', `{"jsonrpc":"2.0","id":7,"method":"a","params":{"x":"${long}"}}`, 7],
    ['that leads, as text', `{ "id" : "a\\"b", "params": "${long}" }`, 'a"b'],
    ['behind the method', `{"method":"tools/call","id":-1,"params":"${long}"}`, -1],
    ['at the end', `{"method":"a","params":{"id":1,"x":"${long}"},"jsonrpc":"2.0","id":8}`, 8],
    ['before the version', `{"method":"a","params":"${long}","id":9,"jsonrpc":"2.0"} `, 9],
    ['of something inside only', `{"method":"a","params":{"x":"${long}","id":1}}`, null],
    ['in a text only', `{"method":"a","params":"${long} \\"id\\":1}"}`, null],
    ['that no JSON has', `{"id":007,"params":"${long}"}`, null],
  ];
  for (const [name, message, id] of named) {
    it(`tells of a line that is too long by the id ${name}`, async () => {
      assert.deepEqual(await read([`${message}\n`, '{}\n']), { given: ['{}\n'], tooLong: [id] });
      const byByte = [...Buffer.from(`${message}\n{}\n`)].map((byte) => Uint8Array.of(byte));
      assert.deepEqual(await read(byByte), { given: ['{}\n'], tooLong: [id] });
    });
  }

  it('tells of a line that never ends as soon as it is too long', async () => {
    assert.deepEqual(await read(['{"id":3,', long, long, long]), { given: [], tooLong: [3] });
    assert.deepEqual(await read([long, long, long]), { given: [], tooLong: [] });
  });

  it('takes time that grows with the bytes, in small pieces too', async () => {
    const elapsed = async (pieces: number): Promise<number> => {
      const lines = messageLines({ maxBytes: 1e9, onTooLong: () => undefined });
      const piece = Buffer.alloc(1024, 'x');
      const { user } = process.cpuUsage();
      for (let count = 0; count < pieces; count++) lines.write(piece);
      lines.end('\n');
      lines.resume();
      await new Promise((resolve) => lines.once('end', resolve));
      return process.cpuUsage({ user, system: 0 }).user / 1000;
    };
    await elapsed(2000);
    // 16 MB one kilobyte at a time: about 30 ms; joined anew with each piece, it would be 128 GB to copy.
    const elapsedMs = await elapsed(16_000);
    assert.ok(elapsedMs < 2000, `${elapsedMs} ms`);
  });
});
