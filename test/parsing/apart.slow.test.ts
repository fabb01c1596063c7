import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createParserApart, type ParserApart, type ParserApartOptions } from '../../src/parsing/apart.ts';
import { parserSource } from './parserSource.ts';

const badParser = path.join(import.meta.dirname, 'badParser.mjs');
const empty = { declarations: [], isPartial: false };
const longFile = 'func next() { a.b(c) { d in e(f + g * h) } }\n'.repeat(20_000);

/** State (`R`, `S`, `Z` for a dead one that nobody asked after) and resident KB; undefined where there is none. */
function processOf(id: number | null): { state: string; memoryKb: number } | undefined {
  try {
    const out = execFileSync('ps', ['-o', 'stat=,rss=', '-p', String(id)], { encoding: 'utf8' });
    const [state = '', memory] = out.trim().split(/\s+/);
    return state === '' || state.startsWith('Z') ? undefined : { state, memoryKb: Number(memory) };
  } catch {
    // `ps` fails where no process has this number.
    return undefined;
  }
}

async function until(what: string, isSo: () => boolean, withinMs = 5000): Promise<void> {
  for (const start = performance.now(); !isSo();) {
    assert.ok(performance.now() - start < withinMs, `${what} within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe('the parser in a process of its own', function () {
  this.timeout(60_000);
  const parsers: ParserApart[] = [];
  const lines: string[] = [];

  function open(options: Partial<ParserApartOptions> = {}): ParserApart {
    const parser = createParserApart({
      file: parserSource,
      grammarDirectory: null,
      log: (line) => lines.push(line),
      ...options,
    });
    parsers.push(parser);
    return parser;
  }

  afterEach(() => {
    for (const parser of parsers.splice(0)) parser.close();
    assert.deepEqual(lines.splice(0), [], 'lines that no test expected');
  });

  it('starts with the first file, answers in order, and ends when it is closed', async () => {
    const parser = open();
    assert.equal(parser.processId, null);
    const sources = ['int a() {}', 'int b() {}', 'int c() {}'];
    const outlines = await Promise.all(sources.map((source) => parser.outline('cpp', source)));
    assert.deepEqual(
      outlines.map((outline) => outline?.declarations.map(({ name }) => name)),
      [['a'], ['b'], ['c']],
    );
    const id = parser.processId;
    assert.ok(processOf(id) !== undefined);
    parser.close();
    assert.equal(await parser.outline('cpp', 'int d() {}'), null);
    await until('the process ends', () => processOf(id) === undefined);
  });

  it('parses the heaviest grammar in less than 250 MB, which takes gigabytes where V8 optimises it', async () => {
    const parser = open();
    const sample = path.join(import.meta.dirname, '..', 'golden', 'outline', 'swift.txt');
    const source = fs.readFileSync(sample, 'utf8').split('\n=== ')[1]?.replace('source\n', '') ?? '';
    let mostKb = 0;
    for (const start = performance.now(); performance.now() - start < 4000;) {
      assert.ok(await parser.outline('swift', source.repeat(4)));
      mostKb = Math.max(mostKb, processOf(parser.processId)?.memoryKb ?? 0);
    }
    assert.ok(mostKb > 30_000 && mostKb < 250_000, `${mostKb} KB`);
  });

  it('leaves a file to the line scan when it is killed over it, and starts anew for the next', async () => {
    const parser = open();
    assert.ok(await parser.outline('swift', 'func a() {}'));
    const id = parser.processId ?? 0;
    const long = parser.outline('swift', longFile);
    const next = parser.outline('swift', 'func b() {}');
    process.kill(id, 'SIGKILL');
    assert.equal(await long, null);
    assert.equal((await next)?.declarations[0]?.name, 'b');
    assert.notEqual(parser.processId, id);
    assert.deepEqual(lines.splice(0), [
      'The parser process ended with SIGKILL over a swift file of 900 KB. It keeps the outline of the line scan.',
    ]);
  });

  it('starts anew after it was killed while idle, without a word', async () => {
    const parser = open();
    assert.ok(await parser.outline('swift', 'func a() {}'));
    process.kill(parser.processId ?? 0, 'SIGKILL');
    await until('the end is noticed', () => parser.processId === null);
    assert.ok(await parser.outline('swift', 'func a() {}'));
  });

  it('ends a process that hangs, and goes on with the next file in a fresh one', async () => {
    const parser = open({ file: badParser, hangMs: 1500 });
    assert.deepEqual(await parser.outline('cpp', 'fine'), empty);
    const id = parser.processId;
    const [hung, next] = await Promise.all([parser.outline('cpp', 'hang'), parser.outline('cpp', 'fine')]);
    assert.equal(hung, null);
    assert.deepEqual(next, empty);
    await until('the hung process ends', () => processOf(id) === undefined);
    assert.match(lines.splice(0).join(), /^The parser process took over 1500 ms over a cpp file of 1 KB\. /);
  });

  it('is not started a fourth time after it died three times, and says so once', async () => {
    const parser = open({ file: badParser });
    for (const text of ['die', 'die', 'die', 'fine', 'fine'])
      assert.equal(await parser.outline('kotlin', text), null);
    assert.equal(parser.processId, null);
    const told = lines.splice(0);
    assert.equal(told.length, 4);
    assert.match(told[0] ?? '', /ended with exit code 7 over a kotlin file/);
    assert.match(told[3] ?? '', /^The parser process failed 3 times\. Files in Swift, .* line scan until /);
  });

  for (const [what, options, why] of [
    ['no program may be started', { program: '/nowhere/node' }, /could not be started \(.*ENOENT/],
    [
      'its script is missing',
      { file: '/nowhere/parser.js' },
      /could not be started \(ended with exit code 1\)/,
    ],
  ] as const) {
    it(`leaves all files to the line scan where ${what}, and says so once`, async () => {
      const parser = open(options);
      const both = await Promise.all([parser.outline('cpp', 'int a;'), parser.outline('cpp', 'int b;')]);
      assert.deepEqual(both, [null, null]);
      assert.equal(await parser.outline('cpp', 'int c;'), null);
      const told = lines.splice(0);
      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', why);
    });
  }

  it('ends when idle, and starts again when needed', async () => {
    const parser = open({ file: badParser, idleMs: 100 });
    assert.deepEqual(await parser.outline('cpp', 'fine'), empty);
    const id = parser.processId;
    await until('it ends', () => parser.processId === null && processOf(id) === undefined);
    assert.deepEqual(await parser.outline('cpp', 'fine'), empty);
    assert.notEqual(parser.processId, id);
  });

  it('is replaced when its memory grew too large', async () => {
    const parser = open({ file: badParser });
    assert.deepEqual(await parser.outline('cpp', 'grow'), empty);
    assert.equal(parser.processId, null);
    assert.deepEqual(await parser.outline('cpp', 'fine'), empty);
  });

  it('ends with a parent that is killed, in the middle of a long file too', async () => {
    const parent = spawn(process.execPath, [path.join(import.meta.dirname, 'apartParent.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const id = await new Promise<number>((resolve) =>
        parent.stdout.once('data', (data: Buffer) => resolve(Number(data.toString()))),
      );
      assert.ok(processOf(id) !== undefined);
      parent.kill('SIGKILL');
      // The file has 3 s of CPU time: a process that heard of the end only after it would still be there.
      await until('the process ends', () => processOf(id) === undefined, 2000);
    } finally {
      parent.kill('SIGKILL');
    }
  });
});
