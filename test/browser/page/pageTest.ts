import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import type { ToPanel } from '../../../src/webview/protocol.ts';
import { sharedBrowser } from '../window.ts';
import { buildPages, type PageTheme } from './build.ts';

export interface PageOptions {
  readonly situation: string;
  readonly theme?: PageTheme;
  readonly width?: number;
  readonly media?: Parameters<Page['emulateMedia']>[0];
}

let folder = '';

/** Call in a `describe`: builds the panel's pages once, without VS Code around them. */
export function usePages(): (options: PageOptions) => Promise<Page> {
  const opened: Page[] = [];
  before(async function build() {
    this.timeout(60_000);
    if (folder !== '') return;
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-pages-'));
    await buildPages(folder);
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.close();
  });
  return async ({ situation, theme = 'dark', width = 320, media }) => {
    const page = await (await sharedBrowser()).newPage({ viewport: { width, height: 700 } });
    opened.push(page);
    page.setDefaultTimeout(15_000);
    if (media !== undefined) await page.emulateMedia(media);
    await page.goto(`${pathToFileURL(path.join(folder, `${theme}.html`)).href}?situation=${situation}`);
    await page.getByRole('textbox').first().waitFor();
    return page;
  };
}

/** Say something to the panel, as its host does. */
export async function tell(page: Page, ...messages: readonly ToPanel[]): Promise<void> {
  await page.evaluate(`for (const each of ${JSON.stringify(messages)}) window.postMessage(each, '*')`);
}

/** What the panel has said to its host. */
export async function posted(page: Page): Promise<readonly { readonly kind: string }[]> {
  return JSON.parse(await page.evaluate('JSON.stringify(window.posted)')) as { kind: string }[];
}
