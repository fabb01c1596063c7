import assert from 'node:assert/strict';
import { docTasks, withoutComments } from '../../../src/engine/evaluation/docTasks.ts';
import { fileTasks } from '../../../src/engine/evaluation/fileTasks.ts';
import { sample } from '../../../src/engine/evaluation/task.ts';
import { testTasks, testedName } from '../../../src/engine/evaluation/testTasks.ts';
import type { EngineError } from '../../../src/engine/errors.ts';
import { indexedFile } from './files.ts';

describe('tasks of doc comments', () => {
  it('ask with the first sentence for the function, without its name', () => {
    const text = '/** `wait` sleeps until the queue is empty. More. */\nfunction wait() {\n  sleep();\n}\n';
    const [task] = docTasks([indexedFile('a.ts', text)]);
    assert.deepEqual(task, {
      question: '` ` sleeps until the queue is empty.',
      expected: [{ path: 'a.ts', startLine: 1, endLine: 4 }],
    });
  });

  const languages: Record<string, string> = {
    'a.ts': '/**\n * Sleeps until the queue is empty.\n */\nfunction wait() {\n  sleep();\n}\n',
    'a.py': 'def wait():\n    """Sleeps until the queue is empty."""\n    x = 1\n    sleep()\n',
    'b.py': "def wait():\n    r'''\n    Sleeps until the queue is empty.\n    '''\n    x = 1\n    sleep()\n",
    'a.go': '// Sleeps until the queue is empty.\nfunc Wait() {\n\tsleep()\n}\n',
    'a.rs': '/// Sleeps until the queue is empty.\nfn wait() {\n    sleep();\n}\n',
    'a.rb': '# Sleeps until the queue is empty.\ndef wait\n  sleep\nend\n',
  };
  for (const [path, text] of Object.entries(languages)) {
    it(`leave no word of the question in what is searched: ${path}`, () => {
      const files = [indexedFile(path, text)];
      assert.match(docTasks(files)[0]?.question ?? '', /until the queue is empty/);
      const searched = JSON.stringify(withoutComments(files));
      assert.doesNotMatch(searched, /queue/);
      assert.match(searched, /sleep/);
    });
  }
});

describe('tasks of tests', () => {
  const cases: [string, string | null][] = [
    ['src/retry.test.ts', 'retry'],
    ['tests/test_retry.py', 'retry'],
    ['net/retry_test.go', 'retry'],
    ['src/test/java/RetryTest.java', 'retry'],
    ['spec/retry_spec.rb', 'retry'],
    ['tests/lib/rules/retry.js', 'retry'],
    ['src/retry.ts', null],
    ['tests/data/retry.json', null],
  ];
  for (const [path, name] of cases) {
    it(`take ${path} for ${name === null ? 'no test' : `the test of ${name}`}`, () => {
      assert.equal(testedName(path), name);
    });
  }

  it('ask with the names of a file for its tests, unless two files have its name', () => {
    const file = (path: string) => indexedFile(path, 'export function waitLong() {}\n');
    const files = [
      'src/retry.ts',
      'test/retry.test.ts',
      'src/b/twin.ts',
      'src/c/twin.ts',
      'test/twin.test.ts',
    ].map(file);
    assert.deepEqual(
      testTasks(files, () => ['waitLong']),
      [
        {
          question: 'test of waitLong',
          expected: [{ path: 'test/retry.test.ts' }],
          except: ['src/retry.ts'],
          origin: 'src/retry.ts',
        },
      ],
    );
  });
});

describe('tasks of a file', () => {
  it('are its lines', () => {
    const text =
      '\n{"question": "who waits?", "expected": [{"path": "a.ts", "startLine": 3}, {"path": "b.ts"}]}\r\n';
    assert.deepEqual(fileTasks(text, 'q.jsonl'), [
      {
        question: 'who waits?',
        expected: [{ path: 'a.ts', startLine: 3, endLine: 3 }, { path: 'b.ts' }],
        origin: 'q.jsonl:2',
      },
    ]);
  });

  const bad: [string, RegExp][] = [
    ['{', /q\.jsonl:2 is no question: it is not JSON/],
    ['{"question": "x", "expected": []}', /q\.jsonl:2 is no question: expected: /],
    ['{"expected": [{"path": "a"}]}', /q\.jsonl:2 is no question: question: /],
    ['{"question": "x", "expected": [{"path": "a", "startLine": 4, "endLine": 3}]}', /not after it/],
    ['{"question": "x", "expected": [{"path": "a", "endLine": 3}]}', /not after it/],
  ];
  for (const [line, pattern] of bad) {
    it(`name the line that is none: ${line}`, () => {
      const good = '{"question": "x", "expected": [{"path": "a"}]}';
      assert.throws(
        () => fileTasks(`${good}\n${line}\n`, 'q.jsonl'),
        (error: EngineError) => error.kind === 'wrong-use' && pattern.test(error.message),
      );
    });
  }
});

describe('a sample', () => {
  const items = Array.from({ length: 100 }, (_, at) => ({ question: `question ${at}` }));

  it('is the same for the same seed, another for another, and in order', () => {
    const one = sample(items, { limit: 10, seed: 1 });
    assert.deepEqual(sample(items, { limit: 10, seed: 1 }), one);
    assert.notDeepEqual(sample(items, { limit: 10, seed: 2 }), one);
    assert.deepEqual(
      one,
      items.filter((item) => one.includes(item)),
    );
  });

  it('changes by no more than what is new', () => {
    const before = new Set(sample(items, { limit: 10, seed: 1 }).map(({ question }) => question));
    const after = sample([{ question: 'a new one' }, ...items], { limit: 10, seed: 1 });
    assert.ok(after.filter(({ question }) => !before.has(question)).length <= 1);
  });
});
