import fs from 'node:fs';
import path from 'node:path';
import { launchBrowser } from '../host/browser.ts';
import { node, root, run as runProgram } from '../host/process.ts';
import { startServer } from '../host/server.ts';
import { openWorkbench } from '../host/workbench.ts';
import { makeSampleWorkspace } from '../support/sampleWorkspace.ts';
import { median, type BenchRow } from './bench.ts';

export const title =
  'Activation: loading the bundle in a fresh process (median of 15), and what VS Code itself counts (median of 3 windows)';

/** Loads one bundle and prints its cost. `vscode` exists in the extension host only; loading does not call it. */
const probe = `
const Module = require('node:module');
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? {} : load(name, ...rest));
const cpu = process.cpuUsage();
const wall = performance.now();
require(process.argv[1]);
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: performance.now() - wall }));
process.exit();
`;
const rounds = 15;
const windows = 3;
const promisedMs = 15;

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

export async function run(): Promise<BenchRow[]> {
  const empty = path.join(root, 'out', 'empty.js');
  fs.mkdirSync(path.dirname(empty), { recursive: true });
  fs.writeFileSync(empty, '');
  const [baseline, activation, host] = [
    await costOf(empty),
    await costOf(path.join(root, 'dist', 'extension.js')),
    await costOf(path.join(root, 'dist', 'host.js')),
  ];
  const inVsCode = await activationInVsCode();
  const isKept = activation.cpuMs < promisedMs;
  return [
    { name: 'an empty module', isBaseline: true, values: columns(baseline) },
    {
      name: 'dist/extension.js',
      values: columns(activation),
      promise: `under ${promisedMs} ms of CPU`,
      isKept,
    },
    { name: 'dist/host.js, on first use', values: columns(host) },
    { name: 'activation, as VS Code shows it', values: { 'wall ms': inVsCode } },
  ];
}

function columns({ cpuMs, wallMs }: Cost): Record<string, number> {
  return { 'CPU ms': cpuMs, 'wall ms': wallMs };
}

async function costOf(bundle: string): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { output } = await runProgram(node, ['-e', probe, bundle], { timeoutMs: 30_000 });
    costs.push(JSON.parse(output) as Cost);
  }
  return {
    cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
    wallMs: median(costs.map(({ wallMs }) => wallMs)),
  };
}

/** The number in the list of running extensions: loading, and the call of `activate`. */
async function activationInVsCode(): Promise<number> {
  const log = (line: string): void => console.log(line);
  const sample = makeSampleWorkspace();
  const server = await startServer({ log });
  const browser = await launchBrowser(log);
  const times: number[] = [];
  try {
    for (let window = 0; window < windows; window += 1) {
      const workbench = await openWorkbench({ server, browser, folder: sample.folder });
      await workbench.openPanel();
      await workbench.runCommand('Developer: Show Running Extensions');
      const row = workbench.page.locator('.runtime-extensions-editor .extension', { hasText: 'Sightline' });
      const text = await row.locator('.activation-time').innerText();
      times.push(Number(/(\d+)\s*ms/.exec(text)?.[1]));
      await workbench.close();
    }
  } finally {
    await browser.close();
    await server.stop();
    sample.remove();
  }
  return median(times);
}
