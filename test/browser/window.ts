import type { Browser } from 'playwright-core';
import { launchBrowser } from '../host/browser.ts';
import { startServer, writeSettings, type VsCodeServer } from '../host/server.ts';
import { openWorkbench, type Workbench } from '../host/workbench.ts';
import { makeSampleWorkspace } from '../support/sampleWorkspace.ts';

export interface WindowOptions {
  /** The user's settings while this window is open. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Called before the window opens: start a model server, and give the settings that point to it. */
  readonly prepare?: () => Promise<Readonly<Record<string, unknown>>>;
  readonly size?: { readonly width: number; readonly height: number };
}

let server: Promise<VsCodeServer> | undefined;
let browser: Promise<Browser> | undefined;

/** Installing the server the first time is inside this. */
const openTimeoutMs = 10 * 60_000;

/** One window on a fresh sample workspace for all tests of the surrounding `describe`. */
export function useWindow(options: WindowOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  let removeSample: (() => void) | undefined;

  before(async function open() {
    this.timeout(openTimeoutMs);
    const [running, launched] = await Promise.all([sharedServer(), sharedBrowser()]);
    const prepared = (await options.prepare?.()) ?? {};
    writeSettings(running.home, { ...options.settings, ...prepared });
    const sample = makeSampleWorkspace();
    removeSample = sample.remove;
    workbench = await openWorkbench({
      server: running,
      browser: launched,
      folder: sample.folder,
      ...(options.size && { size: options.size }),
    });
  });

  afterEach(async function keepPicture() {
    const { currentTest } = this;
    if (currentTest?.state !== 'failed' || workbench === undefined) return;
    const name = currentTest.fullTitle().replaceAll(/[^\w-]+/g, '-');
    console.log(`      screenshot: ${await workbench.screenshot(`failed-${name}`)}`);
  });

  after(async () => {
    await workbench?.close();
    removeSample?.();
  });

  return () => {
    if (workbench === undefined)
      throw new Error('The window opens before the first test, not while they are described.');
    return workbench;
  };
}

/** The server behind the windows: its home holds what the extension stores. */
export function sharedServer(): Promise<VsCodeServer> {
  return (server ??= startServer({ log: (line) => console.log(`    ${line}`) }));
}

/** Each window on it has storage of its own. */
export function sharedBrowser(): Promise<Browser> {
  return (browser ??= launchBrowser((line) => console.log(`    ${line}`)));
}

/** Mocha calls these around all files together (`--require`). */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await (await browser?.catch(() => undefined))?.close();
    await (await server?.catch(() => undefined))?.stop();
  },
};
