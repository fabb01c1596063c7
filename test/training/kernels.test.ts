import assert from 'node:assert/strict';
import { createKernels } from '../../src/training/kernels.ts';

/** Room for 16,384 floats, filled with numbers that differ. */
function memory(): { kernels: ReturnType<typeof createKernels>; floats: Float32Array } {
  const pages = new WebAssembly.Memory({ initial: 1 });
  const floats = new Float32Array(pages.buffer);
  for (let i = 0; i < floats.length; i++) floats[i] = Math.sin(i * 1.7);
  return { kernels: createKernels(pages), floats };
}

describe('the arithmetic of training', () => {
  it('adds a scaled vector to another', () => {
    const { kernels, floats } = memory();
    const expected = Array.from({ length: 12 }, (_, i) => (floats[100 + i] ?? 0) + 0.5 * (floats[i] ?? 0));
    kernels.addScaled(12, 0.5, 0, 400);
    for (const [i, value] of expected.entries()) assert.ok(Math.abs(value - (floats[100 + i] ?? 0)) < 1e-6);
  });

  it('multiplies matrices whose sides differ', () => {
    const { kernels, floats } = memory();
    const [rows, columns, inner] = [12, 24, 40];
    const [left, right, product, panel] = [0, 1000, 3000, 4000];
    const cell = (row: number, column: number): number => {
      let sum = 0;
      for (let i = 0; i < inner; i++) {
        sum += (floats[left + row * inner + i] ?? 0) * (floats[right + i * columns + column] ?? 0);
      }
      return sum;
    };
    kernels.multiply(rows, columns, inner, left * 4, right * 4, product * 4, panel * 4);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const found = floats[product + row * columns + column] ?? 0;
        assert.ok(Math.abs(found - cell(row, column)) < 1e-4, `cell ${row}, ${column}`);
      }
    }
  });

  it('moves weights against their gradients as Adam does, and clears the gradients', () => {
    const { kernels, floats } = memory();
    floats.fill(0);
    floats.set([1, 1, 1, 1], 0);
    floats.set([2, -2, 0.5, 0], 4);
    kernels.adam(4, 0.1, 0, 16, 32, 48);
    const moved = [2, -2, 0.5, 0].map((g) => 1 - (0.1 * 0.1 * g) / (Math.sqrt(0.01 * g * g) + 1e-8));
    for (const [i, value] of moved.entries()) assert.ok(Math.abs(value - (floats[i] ?? 0)) < 1e-5);
    assert.deepEqual([...floats.subarray(4, 8)], [0, 0, 0, 0]);
  });
});
