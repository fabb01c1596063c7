/**
 * A real VS Code in a real browser, driven as a person would.
 *
 * To write a browser test, put `NAME.test.ts` into `test/browser/` and use `useWindow` of `test/browser/window.ts`:
 * it starts server and browser once for all tests, opens a window on a fresh sample workspace for each `describe`,
 * takes a screenshot of a test that fails, and closes everything.
 *
 *   describe('the panel', () => {
 *     const window = useWindow();
 *     it('opens from the activity bar', async () => {
 *       const panel = await window().openPanel();
 *       await panel.getByRole('textbox').waitFor();
 *     });
 *   });
 *
 * `panel()` is a playwright FrameLocator: locators in it reach through VS Code's two iframes and wait by themselves.
 * Prefer roles and names to classes: such a test also shows that a screen reader finds its way.
 */
import path from 'node:path';
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { cacheFolder, root } from './process.ts';
import type { VsCodeServer } from './server.ts';

export const themes = {
  light: { label: 'Light Modern', kind: 'vs' },
  dark: { label: 'Dark Modern', kind: 'vs-dark' },
  'hc-dark': { label: 'Dark High Contrast', kind: 'hc-black' },
  'hc-light': { label: 'Light High Contrast', kind: 'hc-light' },
} as const;
export type Theme = keyof typeof themes;

export interface Workbench {
  readonly page: Page;
  readonly folder: string;
  /** Click Sightline in the activity bar, unless its view is open already. */
  openPanel(): Promise<FrameLocator>;
  panel(): FrameLocator;
  /** Through the command palette: `runCommand('Sightline: New Chat')`. */
  runCommand(title: string): Promise<void>;
  /** By the path from the folder, through Go to File. */
  openFile(file: string): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  /** Drag the border between side bar and editor. The editor keeps what VS Code wants it to have. */
  setSideBarWidth(width: number): Promise<void>;
  statusBarItem(text: string | RegExp): Locator;
  notification(text: string | RegExp): Locator;
  /** Writes `.cache/screenshots/NAME.png`, and returns its path. */
  screenshot(name: string): Promise<string>;
  /** As the person's F5: extension host and panel start again. */
  reload(): Promise<void>;
  /** Errors that the page's own scripts threw, and what the panel logged as an error. */
  pageErrors(): readonly string[];
  close(): Promise<void>;
}

export interface WorkbenchOptions {
  readonly server: VsCodeServer;
  readonly browser: Browser;
  /** Or a workspace file. */
  readonly folder: string;
  /** The extension run from its source folder; null: only what is installed in the server. Absent: this repository. */
  readonly extension?: string | null;
  /** A bundle that exports `run()`: VS Code runs it in the extension host. */
  readonly tests?: string;
  readonly size?: { readonly width: number; readonly height: number };
}

/** With two busy cores a window takes 8 s to come up; a cold first one has taken 20. */
const openTimeoutMs = 60_000;

/** A panel comes within 2 s; with two busy cores it has taken 7. */
const panelTimeoutMs = 10_000;

/** The address that opens a folder with Sightline loaded from source, as the browser tests and `npm start` use it. */
export function workbenchUrl(options: {
  readonly url: string;
  readonly folder: string;
  readonly extension?: string | null;
  readonly tests?: string;
}): string {
  const remote = (file: string): string => `vscode-remote://${new URL(options.url).host}${file}`;
  const { extension = root } = options;
  const payload = [
    ...(extension === null ? [] : [['extensionDevelopmentPath', remote(extension)]]),
    ...(options.tests === undefined ? [] : [['extensionTestsPath', remote(options.tests)]]),
    ['skipWelcome', 'true'],
  ];
  const opened = options.folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const query = new URLSearchParams({ [opened]: options.folder, payload: JSON.stringify(payload) });
  return `${options.url}/?${query.toString()}`;
}

/** Open a window of its own (no cookies or storage of another one) and wait until it can be used. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const context = await options.browser.newContext({
    viewport: options.size ?? { width: 1280, height: 800 },
    // What people paste from the panel is checked in a test.
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  // Under mocha's limit for a test, so that a failure names what was waited for.
  page.setDefaultTimeout(30_000);
  const errors = collectErrors(page);
  await page.goto(workbenchUrl({ ...options, url: options.server.url }), { timeout: openTimeoutMs });
  await untilUp(page);
  return workbenchOn({ page, context, errors, folder: options.folder });
}

function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    const { url } = message.location();
    if (message.type() === 'error' && url.includes('extensionId=sightline')) errors.push(message.text());
  });
  return errors;
}

async function untilUp(page: Page): Promise<void> {
  await page.waitForSelector('.monaco-workbench .statusbar', { timeout: openTimeoutMs });
  await page.waitForSelector('.monaco-workbench .activitybar a.action-label', { timeout: openTimeoutMs });
}

interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly errors: readonly string[];
  readonly folder: string;
}

function workbenchOn({ page, context, errors, folder }: Opened): Workbench {
  const panel = (): FrameLocator =>
    page.frameLocator('iframe.webview[src*="extensionId=sightline"]').frameLocator('#active-frame');
  return {
    page,
    folder,
    panel,
    openPanel: async () => {
      const tab = page.locator('.activitybar a.action-label[aria-label^="Sightline"]');
      await tab.waitFor({ timeout: openTimeoutMs });
      const body = panel().locator('body');
      // The icon closes an open panel, and a window that comes up again may be about to open it by itself: a click
      // that met that moment is seen by the panel's absence, and made good by another.
      for (let tries = 1; ; tries++) {
        const isOpen = (await tab.locator('xpath=..').getAttribute('aria-expanded')) === 'true';
        if (!isOpen) await tab.click();
        const isLast = tries === 4;
        const came = body.waitFor({ state: 'attached', timeout: panelTimeoutMs }).then(() => true);
        if (await (isLast ? came : came.catch(() => false))) return panel();
      }
    },
    runCommand: async (title) => {
      await quickPick(page, 'F1', `>${title}`);
    },
    openFile: async (file) => {
      await quickPick(page, 'Control+P', file);
      await page.locator(`.tab.active[aria-label*="${path.basename(file)}"]`).waitFor();
    },
    setTheme: async (theme) => {
      const { label, kind } = themes[theme];
      await quickPick(page, 'F1', '>Preferences: Color Theme');
      await page.locator('.quick-input-widget input[placeholder*="Theme"]').waitFor();
      await choose(page, label);
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
    },
    setSideBarWidth: (width) => dragSideBar(page, width),
    statusBarItem: (text) => page.locator('.statusbar-item', { hasText: text }),
    notification: (text) => page.locator('.notification-toast', { hasText: text }),
    screenshot: async (name) => {
      const file = path.join(cacheFolder, 'screenshots', `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },
    reload: async () => {
      await page.reload({ timeout: openTimeoutMs });
      await untilUp(page);
    },
    pageErrors: () => errors,
    close: () => context.close(),
  };
}

/** Open a quick input by its key, type, and take the row that is called what was typed. */
async function quickPick(page: Page, key: string, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget input[type="text"]').first();
  // A panel that takes the focus at that moment closes it again.
  for (let tries = 1; tries < 4; tries++) {
    await page.keyboard.press('Escape');
    await page.keyboard.press(key);
    const came = input.fill(text, { timeout: 5000 }).then(() => true);
    if (await came.catch(() => false)) break;
  }
  await choose(page, text);
}

async function choose(page: Page, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget input[type="text"]').first();
  await input.fill(text);
  const wanted = text.replace(/^>/, '');
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: wanted }).first();
  await row.waitFor();
  await row.click();
}

async function dragSideBar(page: Page, width: number): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('The side bar is closed: open the panel first.');
  const edge = { x: box.x + box.width, y: box.y + box.height / 2 };
  await page.mouse.move(edge.x, edge.y);
  await page.mouse.down();
  await page.mouse.move(box.x + width, edge.y, { steps: 8 });
  await page.mouse.up();
}
