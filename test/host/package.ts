import fs from 'node:fs';
import path from 'node:path';
import { node, root, run, sentence } from './process.ts';
import { faultsOf, megabytes, packVsix, readVsix, vsixFile } from './vsix.ts';

/** `npm run package [-- --built]`: build, pack one VSIX for all platforms, and check what is in it. */

async function main(): Promise<void> {
  if (!process.argv.includes('--built')) {
    const built = await run(node, ['esbuild.js'], { timeoutMs: 120_000, isShown: true });
    if (built.code !== 0) throw new Error('The build failed.');
  }
  await packVsix();
  const entries = readVsix(vsixFile).sort((a, b) => b.packedBytes - a.packedBytes);
  for (const { name, packedBytes } of entries.slice(0, 8)) {
    console.log(`${megabytes(packedBytes).padStart(10)}  ${name}`);
  }
  const { size } = fs.statSync(vsixFile);
  console.log(`${megabytes(size).padStart(10)}  ${path.relative(root, vsixFile)} (${entries.length} files)`);
  const faults = faultsOf(vsixFile);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

await main().catch((error: unknown) => {
  console.error(sentence(error));
  process.exitCode = 1;
});
