import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseMemory, printMemory } from '../../../src/engine/memory/markdown.ts';
import { memoryKinds, memoryScopes, type StoredMemory } from '../../../src/engine/memory/memory.ts';

const now = { ms: Date.UTC(2026, 0, 1), newId: () => 'new-id' };
const parse = (text: string) => parseMemory({ name: 'a.md', text }, now);
const why = (text: string) => {
  const parsed = parse(text);
  return parsed.kind === 'problem' ? parsed.why : 'no problem';
};

const aTime = fc.integer({ min: 0, max: 4e12 });
const aWord = fc
  .string({ minLength: 1, maxLength: 30 })
  .map((text) => text.replace(/[^\p{L}\p{N} ]/gu, 'x').trim() || 'x');
const aMemory: fc.Arbitrary<StoredMemory> = fc.record({
  id: fc.uuid(),
  text: fc.array(aWord, { minLength: 1, maxLength: 8 }).map((words) => words.join('\n').trim()),
  kind: fc.constantFrom(...memoryKinds),
  scope: fc.constantFrom(...memoryScopes),
  origins: fc.array(
    fc.oneof(
      fc.record({ by: fc.constant('user' as const), at: aTime }),
      fc.record({ by: fc.constant('agent' as const), name: aWord, at: aTime }),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  learnedAt: aTime,
  validFrom: aTime,
  expiresAt: fc.option(aTime),
  changedAt: aTime,
  evidence: fc.array(
    fc.record({
      path: aWord.map((name) => `src/${name}.ts`),
      startLine: fc.integer({ min: 1, max: 99 }),
      endLine: fc.integer({ min: 99, max: 200 }),
      hash: fc.constant('0123456789abcdef'),
      text: fc.constant(''),
      commit: fc.constant('abcdef0123'),
    }),
    { maxLength: 3 },
  ),
  confidence: fc.constantFrom(1, 0.5),
  supersedes: fc.option(fc.uuid()),
  supersededBy: fc.constant(null),
});

/** With its fields in order of name, so that their order does not matter. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('a memory as Markdown', () => {
  it('is read back as it was printed', () => {
    fc.assert(
      fc.property(aMemory, (memory) => {
        const read = parseMemory(printMemory(memory), now);
        assert.equal(JSON.stringify(sorted(read)), JSON.stringify(sorted({ kind: 'memory', memory })));
      }),
    );
  });

  it('has a name that tells what it says, and one field a line', () => {
    const [memory] = fc.sample(aMemory, { numRuns: 1, seed: 1 });
    assert.ok(memory !== undefined);
    const { name } = printMemory({ ...memory, id: 'abcdef01-2', text: 'The backoff is capped: 10 s!' });
    assert.equal(name, 'the-backoff-is-capped-10-s-abcdef01.md');
    assert.match(printMemory({ ...memory, text: '../../etc/passwd' }).name, /^etc-passwd-[\w]{8}\.md$/);
  });

  it('needs no front matter, whatever the line ends are', () => {
    const parsed = parse('\uFEFFWe use tabs.\r\nAlways.\r\n');
    assert.ok(parsed.kind === 'memory');
    const { id, text, scope, origins } = parsed.memory;
    assert.deepEqual(
      [id, text, scope, origins[0]?.by],
      ['new-id', 'We use tabs.\nAlways.', 'team', 'import'],
    );
  });

  it('says what is wrong with a file', () => {
    assert.equal(
      why('---\nid: x\n---\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n'),
      'it holds the marks of a merge conflict',
    );
    assert.equal(why('---\nid: x\n'), 'its front matter has no end');
    assert.equal(why('---\nid: x\n---\n \n'), 'it has no text');
    assert.match(why('x'.repeat(501)), /longer than 500/);
    assert.match(why('---\nkind: rumour\n---\nx'), /its kind is none of/);
    assert.match(why('---\nid: ../x\n---\nx'), /its id has other characters/);
  });

  it('is read or told of, never thrown for, whatever the 1,000 files hold', () => {
    const pieces = fc.constantFrom(
      '---',
      '\n',
      'id: ',
      'kind: fact',
      'origins:',
      '  - ',
      ':',
      '-',
      'evidence:',
      '\0',
      '\uD800',
      '9'.repeat(20),
      'learned: 99999999999',
      'confidence: NaN',
    );
    const malformed = fc
      .array(fc.oneof(pieces, fc.string()), { maxLength: 30 })
      .map((parts) => parts.join(''));
    let read = 0;
    fc.assert(
      fc.property(malformed, (text) => {
        const parsed = parse(text);
        if (parsed.kind === 'memory') assert.ok(printMemory(parsed.memory).text.includes(parsed.memory.id));
        read++;
      }),
      { numRuns: 1000 },
    );
    assert.ok(read >= 1000);
  });
});
