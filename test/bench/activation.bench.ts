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

/**
 * Loads bundles and prints the cost of the last. `vscode` exists in the extension host only; loading does not call it.
 * Node's own modules that the host uses are those that VS Code has long loaded there.
 */
const probe = `
for (const name of ['crypto', 'child_process', 'fs/promises', 'worker_threads', 'os', 'net', 'url']) require('node:' + name);
const Module = require('node:module');
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? {} : load(name, ...rest));
const files = process.argv.slice(1);
for (const file of files.slice(0, -1)) require(file);
const cpu = process.cpuUsage();
const wall = performance.now();
require(files.at(-1));
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: performance.now() - wall }));
process.exit();
`;
const rounds = 15;
const windows = 3;
const promisedMs = 15;
const promisedBusyMs = 50;
const neighbour = 'Merge Conflict';

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

export async function run(): Promise<BenchRow[]> {
  const empty = path.join(root, 'out', 'empty.js');
  fs.mkdirSync(path.dirname(empty), { recursive: true });
  fs.writeFileSync(empty, '');
  const baseline = await costOf([empty]);
  const activation = await costOf([bundle('extension')]);
  const pieces = [
    { name: 'dist/zod.js, the first piece of the host', cost: await costOf([bundle('zod')]) },
    {
      name: 'dist/schemas.js, a moment later',
      cost: await costOf([bundle('zod'), bundle('schemas')]),
    },
    {
      name: 'dist/host.js, a moment later',
      cost: await costOf([bundle('zod'), bundle('schemas'), bundle('host')]),
    },
  ];
  const shown = await activationInVsCode();
  return [
    { name: 'an empty module', isBaseline: true, values: columns(baseline) },
    {
      name: 'dist/extension.js',
      values: columns(activation),
      promise: `under ${promisedMs} ms of CPU`,
      isKept: activation.cpuMs < promisedMs,
    },
    ...pieces.map(({ name, cost }) => ({
      name,
      values: columns(cost),
      promise: `the thread is busy for under ${promisedBusyMs} ms`,
      isKept: cost.cpuMs < promisedBusyMs,
    })),
    { name: `${neighbour}, as VS Code shows it`, isBaseline: true, values: { 'wall ms': shown.neighbour } },
    { name: 'activation, as VS Code shows it', values: { 'wall ms': shown.own } },
  ];
}

function bundle(name: string): string {
  return path.join(root, 'dist', `${name}.js`);
}

function columns({ cpuMs, wallMs }: Cost): Record<string, number> {
  return { 'CPU ms': cpuMs, 'wall ms': wallMs };
}

async function costOf(bundles: readonly string[]): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { output } = await runProgram(node, ['-e', probe, ...bundles], { timeoutMs: 30_000 });
    costs.push(JSON.parse(output) as Cost);
  }
  return {
    cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
    wallMs: median(costs.map(({ wallMs }) => wallMs)),
  };
}

/**
 * The numbers in the list of running extensions. VS Code starts that clock, waits for the next turn of the thread, and
 * only then loads: what all other extensions do at that moment is counted too. So a tiny extension of VS Code itself
 * stands beside ours; the suite inside VS Code measures the loading alone.
 */
async function activationInVsCode(): Promise<{ own: number; neighbour: number }> {
  const log = (line: string): void => console.log(line);
  const sample = makeSampleWorkspace();
  const server = await startServer({ log });
  const browser = await launchBrowser(log);
  const times = { own: [] as number[], neighbour: [] as number[] };
  try {
    for (let window = 0; window < windows; window += 1) {
      const workbench = await openWorkbench({ server, browser, folder: sample.folder });
      await workbench.openPanel();
      await workbench.runCommand('Developer: Show Running Extensions');
      const shown = async (name: string): Promise<number> => {
        const row = workbench.page.locator('.runtime-extensions-editor .extension', { hasText: name });
        return Number(/(\d+)\s*ms/.exec(await row.locator('.activation-time').innerText())?.[1]);
      };
      times.own.push(await shown('sightline'));
      times.neighbour.push(await shown(neighbour));
      await workbench.close();
    }
  } finally {
    await browser.close();
    await server.stop();
    sample.remove();
  }
  return { own: median(times.own), neighbour: median(times.neighbour) };
}
