import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeBlock } from '../../src/extension/mergeBlock.ts';

interface Case {
  readonly file: string;
  readonly block: string;
  readonly text: string;
  readonly how: ReturnType<typeof mergeBlock>['how'];
}

function check({ file, block, text, how }: Case): void {
  const merged = mergeBlock(file, block);
  assert.equal(merged.text, text);
  assert.equal(merged.how, how);
}

const twoFunctions = [
  'import a from "a";',
  '',
  'export function one(x: number): number {',
  '  const y = x + 1;',
  '  return y;',
  '}',
  '',
  'export function two(): void {',
  '  one(1);',
  '}',
  '',
].join('\n');

describe('mergeBlock', () => {
  it('replaces the declaration that the block rewrites, and nothing else', () =>
    check({
      file: twoFunctions,
      block: 'export function one(x: number): number {\n  return x + 2;\n}',
      text: twoFunctions.replace('  const y = x + 1;\n  return y;', '  return x + 2;'),
      how: 'replaced',
    }));

  it('finds a declaration whose signature changes', () =>
    check({
      file: twoFunctions,
      block: 'export async function two(times: number): Promise<void> {\n  one(times);\n}',
      text: twoFunctions.replace(
        'export function two(): void {\n  one(1);\n}',
        'export async function two(times: number): Promise<void> {\n  one(times);\n}',
      ),
      how: 'replaced',
    }));

  it('replaces the whole file where the block is the whole file', () => {
    const block = twoFunctions.replace('x + 1', 'x + 3').trimEnd();
    check({ file: twoFunctions, block, text: `${block}\n`, how: 'whole-file' });
  });

  it('keeps the lines that a "..." comment stands for', () =>
    check({
      file: twoFunctions,
      block: 'export function one(x: number): number {\n  // ... existing code ...\n  return y * 2;\n}',
      text: twoFunctions.replace(
        '  const y = x + 1;\n  return y;\n',
        '  const y = x + 1;\n  return y;\n  return y * 2;\n',
      ),
      how: 'replaced',
    }));

  it('indents a method that was written flush left', () =>
    check({
      file: 'class A {\n  run() {\n    return 1;\n  }\n\n  stop() {}\n}\n',
      block: 'run() {\n  return 2;\n}',
      text: 'class A {\n  run() {\n    return 2;\n  }\n\n  stop() {}\n}\n',
      how: 'replaced',
    }));

  it('replaces a Python function by its indentation', () =>
    check({
      file: 'def a():\n    x = 1\n    return x\n\n\ndef b():\n    return a()\n',
      block: 'def a():\n    return 2\n',
      text: 'def a():\n    return 2\n\n\ndef b():\n    return a()\n',
      how: 'replaced',
    }));

  it('puts what matches nowhere at the end', () =>
    check({
      file: twoFunctions,
      block: 'export function three(): number {\n  return 3;\n}',
      text: `${twoFunctions}\nexport function three(): number {\n  return 3;\n}\n`,
      how: 'appended',
    }));

  it('keeps Windows line ends', () =>
    check({
      file: 'function a() {\r\n  return 1;\r\n}\r\nx();\r\n',
      block: 'function a() {\n  return 2;\n}',
      text: 'function a() {\r\n  return 2;\r\n}\r\nx();\r\n',
      how: 'replaced',
    }));

  it('fills an empty file', () => check({ file: '', block: 'a\nb', text: 'a\nb\n', how: 'whole-file' }));

  it('changes nothing for an empty block', () =>
    check({ file: twoFunctions, block: '\n \n', text: twoFunctions, how: 'unchanged' }));

  it('says so when the file has the block already', () =>
    check({
      file: twoFunctions,
      block: 'export function two(): void {\n  one(1);\n}',
      text: twoFunctions,
      how: 'unchanged',
    }));

  it('never loses a line of the block, whatever the file is', () => {
    const line = fc.constantFrom('function a() {', '  b();', '}', 'x = 1', '', 'def c():', '    return 1');
    const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (file, block) => {
        const put = new Set(
          mergeBlock(file, block)
            .text.split('\n')
            .map((each) => each.trim()),
        );
        return block.split('\n').every((each) => put.has(each.trim()) || each.trim() === '');
      }),
    );
  });
});
