import fs from 'node:fs';
import { packVsix, readVsix, vsixFile } from '../host/vsix.ts';
import type { BenchRow } from './bench.ts';

export const title = 'Package: one VSIX for all platforms';

const promisedMb = 15;
const mb = (bytes: number): number => bytes / 1024 / 1024;

export async function run(): Promise<BenchRow[]> {
  await packVsix();
  const entries = readVsix(vsixFile);
  const packed = (pattern: RegExp): number =>
    mb(
      entries.filter(({ name }) => pattern.test(name)).reduce((sum, { packedBytes }) => sum + packedBytes, 0),
    );
  const total = mb(fs.statSync(vsixFile).size);
  return [
    { name: 'grammars', values: { 'packed MB': packed(/\.wasm$/) } },
    { name: 'bundles', values: { 'packed MB': packed(/\.js$/) } },
    {
      name: 'the whole package',
      values: { 'packed MB': total },
      promise: `under ${promisedMb} MB`,
      isKept: total < promisedMb,
    },
  ];
}
