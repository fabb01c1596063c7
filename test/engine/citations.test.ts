import assert from 'node:assert/strict';
import fc from 'fast-check';
import { citationCheck } from '../../src/engine/checkCitations.ts';
import { findCitations } from '../../src/engine/citations.ts';

function found(text: string): readonly string[] {
  return findCitations(text).map(
    ({ path, startLine, endLine, form }) => `${form === 'code' ? '`' : ''}${path}:${startLine}-${endLine}`,
  );
}

const cases: Record<string, readonly string[]> = {
  'It doubles [src/net/retry.ts:41-63].': ['src/net/retry.ts:41-63'],
  'One line [src/a.ts:41].': ['src/a.ts:41-41'],
  'In backticks [`src/a.ts:41-63`].': ['src/a.ts:41-63'],
  'Path alone in backticks [`src/a.ts`:41-63].': ['src/a.ts:41-63'],
  'With L [src/a.ts:L41-L63] and #: [src/a.ts#L41-L63].': ['src/a.ts:41-63', 'src/a.ts:41-63'],
  'En dash [src/a.ts:41–63].': ['src/a.ts:41-63'],
  'Several [a.ts:1-2, b/c.ts:3; 7-9].': ['a.ts:1-2', 'b/c.ts:3-3', 'b/c.ts:7-9'],
  'Side by side [a.ts:1-2][b.ts:3].': ['a.ts:1-2', 'b.ts:3-3'],
  'As code `src/a.ts:41` and `src/a.ts:41-63`.': ['`src/a.ts:41-41', '`src/a.ts:41-63'],
  'As a link [src/a.ts:4](src/a.ts#L4).': ['src/a.ts:4-4'],
  'Own folder [./src/a.ts:4], Windows [src\\a.ts:4].': ['src/a.ts:4-4', 'src/a.ts:4-4'],
  'Spaces [my docs/read me.md:3].': ['my docs/read me.md:3-3'],
  'No extension [Makefile:3] [LICENSE:1] [.gitignore:2].': ['Makefile:3-3', 'LICENSE:1-1', '.gitignore:2-2'],
  'Other scripts [src/größe/重试.ts:4].': ['src/größe/重试.ts:4-4'],
  'Symbols [app/[id]/page.tsx:4] are not supported in brackets.': [],
  'Not one [12:30], [note: 4 of 5], [see above], [1], [x].': [],
  'Not one `localhost:3000` `127.0.0.1:8080` `http://a.b:80`.': [],
  'Backwards [a.ts:9-3], zero [a.ts:0].': [],
  'A bracket with other words [see a.ts:1-2, please].': [],
  'Code is no citation:\n```ts\nx = [a.ts:1-2]\n```\nbut this is [b.ts:1].': ['b.ts:1-1'],
  'Still streaming:\n```ts\nx = [a.ts:1-2]': [],
  'Half [src/a.ts:41-6': [],
};

describe('finding citations', () => {
  for (const [text, expected] of Object.entries(cases)) {
    it(`reads: ${text.replaceAll('\n', '⏎')}`, () => assert.deepEqual(found(text), expected));
  }

  it('gives spans that hold exactly what is cited', () => {
    const text = 'a [x.ts:1-2] b [`y.ts:3`, z.ts:4] c `w.ts:5`';
    const spans = findCitations(text).map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(spans, ['[x.ts:1-2]', '`y.ts:3`', 'z.ts:4', '`w.ts:5`']);
  });

  it('finds every citation that is printed, in order, and never overlaps', () => {
    const path = fc.stringMatching(/^(?:[a-z]{1,6}\/){0,3}[a-z]{1,8}\.(?:ts|py)$/);
    const citation = fc
      .tuple(path, fc.integer({ min: 1, max: 999 }), fc.nat(99))
      .map(([name, start, more]) => `${name}:${start}-${start + more}`);
    const words = fc.stringMatching(/^[ a-z.,]{0,20}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(words, citation)), (pieces) => {
        const text = pieces.map(([word, cited]) => `${word}[${cited}]`).join('');
        assert.deepEqual(
          found(text),
          pieces.map(([, cited]) => cited),
        );
      }),
    );
  });

  it('never throws and never overlaps, whatever the text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[`[\]a:./\-#L0-9 \n,]{0,200}$/), (text) => {
        let last = 0;
        for (const { start, end } of findCitations(text)) {
          assert.ok(start >= last && end > start && end <= text.length);
          last = end;
        }
      }),
    );
  });

  it('takes linear time on text made to be slow', () => {
    const startedAt = performance.now();
    for (const piece of ['[', '`', '[a.ts:1', '`a:', '[a.ts:1-', '```\n'])
      findCitations(piece.repeat(30_000));
    assert.ok(performance.now() - startedAt < 3_000);
  });
});

const files: Record<string, string> = {
  'src/a.ts': 'one\ntwo\n\nfour',
  'lib/deep/b.ts': 'b1\nb2',
  'other/b.ts': 'x',
};

function check(answer: string, knownPaths: readonly string[] = []) {
  const asked: string[] = [];
  const checking = citationCheck({
    knownPaths,
    readLines: async (path, startLine, endLine) => {
      asked.push(path);
      if (path === 'broken.ts') throw new Error('the index is gone');
      const text = files[path];
      return text === undefined
        ? null
        : text
            .split('\n')
            .slice(startLine - 1, endLine)
            .join('\n');
    },
  });
  return { checking, asked, result: async () => (checking.see(answer), checking.all()) };
}

describe('checking citations', () => {
  it('links what exists, with its text', async () => {
    assert.deepEqual(await check('See [src/a.ts:1-2] and [src/a.ts:3].').result(), [
      { path: 'src/a.ts', startLine: 1, endLine: 2, isChecked: true, text: 'one\ntwo' },
      { path: 'src/a.ts', startLine: 3, endLine: 3, isChecked: true, text: '' },
    ]);
  });

  for (const [name, cited] of Object.entries({
    'a file that is not there': 'src/no.ts:1',
    'lines that the file has not': 'src/a.ts:3-9',
    'more lines than anyone reads': 'src/a.ts:1-9999',
    'a file that cannot be read': 'broken.ts:1',
  })) {
    it(`leaves unchecked: ${name}`, async () => {
      const [citation] = await check(`See [${cited}].`).result();
      assert.equal(citation?.isChecked, false);
      assert.equal(citation.text, undefined);
    });
  }

  for (const cited of [
    '../secret.ts:1',
    'src/../../etc/passwd:1',
    '/etc/passwd:1',
    'C:/x.ts:1',
    '~/.ssh/id.pub:1',
  ]) {
    it(`never looks up a path outside the workspace: ${cited}`, async () => {
      const { asked, result } = check(`See [${cited}].`);
      assert.equal(
        (await result()).some(({ isChecked }) => isChecked),
        false,
      );
      assert.deepEqual(asked, []);
    });
  }

  it('completes a path that is the end of exactly one known path', async () => {
    const known = ['src/a.ts', 'lib/deep/b.ts'];
    assert.deepEqual(await check('See [deep/b.ts:1].', known).result(), [
      {
        path: 'lib/deep/b.ts',
        startLine: 1,
        endLine: 1,
        isChecked: true,
        text: 'b1',
        writtenPath: 'deep/b.ts',
      },
    ]);
    const [ambiguous] = await check('See [b.ts:1].', [...known, 'other/b.ts']).result();
    assert.equal(ambiguous?.isChecked, false);
  });

  it('drops code that only looks like a citation, and keeps it where the file exists', async () => {
    assert.deepEqual(await check('Run `a.out:3`.').result(), []);
    assert.equal((await check('See `src/a.ts:1`.').result()).length, 1);
  });

  it('looks each place up once, however often it is seen', async () => {
    const { checking, asked } = check('');
    for (const answer of ['[src/a.ts:1]', '[src/a.ts:1] [src/a.ts:2]', '[src/a.ts:1] [src/a.ts:2]'])
      checking.see(answer);
    await checking.all();
    assert.deepEqual(asked, ['src/a.ts', 'src/a.ts']);
  });

  it('keeps 20 lines for hover', async () => {
    files['long.ts'] = 'x\n'.repeat(30);
    const [citation] = await check('[long.ts:1-30]').result();
    assert.equal(citation?.text?.split('\n').length, 20);
  });
});
