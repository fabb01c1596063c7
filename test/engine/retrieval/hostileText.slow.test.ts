import assert from 'node:assert/strict';
import { scanOutline } from '../../../src/engine/retrieval/scan.ts';
import { segmentBuilder } from '../../../src/engine/retrieval/segmentBuilder.ts';
import { splitFile } from '../../../src/engine/retrieval/split.ts';

/**
 * Texts that no editor made. What four times the text costs must be near four times the time: a rule that looks at
 * the rest of the file on each line would take sixteen.
 */
const texts: Readonly<Record<string, (lines: number) => string>> = {
  'a comment that never ends': (lines) => `/*\n${'a line of it\n'.repeat(lines)}`,
  'a comment opened on every line': (lines) => '  /* a line\n'.repeat(lines),
  'an HTML comment that never ends': (lines) => `<!--\n${'<p>a line of it\n'.repeat(lines)}`,
  'no long string at all': (lines) => 'a line without any\n'.repeat(lines),
  'a long string that never ends': (lines) => `x = """\n${'a line of it\n'.repeat(lines)}`,
  'a template that never ends': (lines) => `const x = \`\n${'a line of it\n'.repeat(lines)}`,
  'one line': (lines) => 'word another '.repeat(lines),
  'one line of brackets': (lines) => '{([<'.repeat(lines * 3),
  'one line of spaces': (lines) => ' '.repeat(lines * 12),
  'blank lines': (lines) => '\n'.repeat(lines * 12),
  'lines of spaces': (lines) => '            \n'.repeat(lines),
  'a bracket on each line': (lines) => 'if (x) {\n'.repeat(lines),
  'ever deeper indentation': (lines) =>
    Array.from({ length: lines }, (_, i) => `${' '.repeat(i % 200)}def f${i}():\n`).join(''),
  'classes in classes': (lines) => 'class A {\n'.repeat(lines),
  'functions on one line': (lines) => 'function f(){} '.repeat(lines),
  'a definition on each line': (lines) =>
    Array.from({ length: lines }, (_, i) => `export const a${i} = ${i};\n`).join(''),
  'decorators without end': (lines) => '@decorator\n'.repeat(lines),
  'comments without end': (lines) => '// a comment\n# another\n'.repeat(lines / 2),
  'a signature without end': (lines) => `function f(\n${'  argument,\n'.repeat(lines)}`,
  quotes: (lines) => `'"\`\n`.repeat(lines * 3),
  'backslashes at the ends': (lines) => '#define A \\\n'.repeat(lines),
  'keywords and spaces': (lines) => 'public static final \n'.repeat(lines),
  headings: (lines) => '# A heading\n\nText.\n'.repeat(lines / 2),
  'deep keys': (lines) =>
    Array.from({ length: lines }, (_, i) => `${'  '.repeat(i % 100)}key${i}:\n`).join(''),
  'deep JSON': (lines) => '{"a":['.repeat(lines),
  tags: (lines) => '<div class="a">'.repeat(lines),
  rules: (lines) => '.a > .b { color: red; '.repeat(lines),
};

const languages = [
  'typescript',
  'python',
  'go',
  'rust',
  'java',
  'kotlin',
  'c',
  'cpp',
  'csharp',
  'php',
  'ruby',
  'swift',
  'scala',
  'lua',
  'shellscript',
  'html',
  'css',
  'json',
  'yaml',
  'toml',
  'markdown',
  'sql',
  'plaintext',
];

function timeOf(language: string, text: string): number {
  const start = process.threadCpuUsage().user;
  const outline = scanOutline(language, text);
  const chunks = splitFile({ path: 'a', language, text, outline });
  const builder = segmentBuilder(chunks.length);
  builder.add({ path: 'a', language, hash: '', chunks });
  builder.finish();
  return (process.threadCpuUsage().user - start) / 1000;
}

const lines = 2500;

describe('hostile text', () => {
  for (const [name, make] of Object.entries(texts)) {
    it(`costs no more than in proportion: ${name}`, () => {
      const [small, large] = [make(lines), make(4 * lines)];
      for (const language of languages) {
        const quick = Math.min(timeOf(language, small), timeOf(language, small));
        let slow = timeOf(language, large);
        // A busy machine is given two more tries before it is believed.
        for (let again = 0; again < 2 && slow > 8 * quick + 50; again++) slow = timeOf(language, large);
        assert.ok(
          slow <= 8 * quick + 50,
          `${language}: ${quick.toFixed(0)} ms for ${small.length} characters, ${slow.toFixed(0)} ms for four times as many`,
        );
      }
    });
  }
});
