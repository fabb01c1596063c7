/**
 * Pictures of the panel in each situation: `node test/browser/page/shoot.ts [SITUATION ...] [--theme dark] [--width 360]`.
 * They land in `out/panel-page/`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../../host/browser.ts';
import { buildPages, pageThemes } from './build.ts';
import { situations } from './recordings.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    theme: { type: 'string', multiple: true, default: pageThemes },
    width: { type: 'string', multiple: true, default: ['240', '360', '900'] },
  },
});
const folder = path.join(import.meta.dirname, '..', '..', '..', 'out', 'panel-page');
fs.mkdirSync(folder, { recursive: true });
await buildPages(folder);
const browser = await launchBrowser(console.log);
const wanted = positionals.length > 0 ? positionals : Object.keys(situations);
const shots = wanted.flatMap((situation) =>
  values.theme.flatMap((theme) => values.width.map((width) => ({ situation, theme, width: Number(width) }))),
);
try {
  for (const { situation, theme, width } of shots) {
    const page = await browser.newPage({ viewport: { width, height: 760 } });
    page.on('pageerror', (error) => console.error(`${situation} ${theme}: ${error.message}`));
    page.on('console', (line) => line.type() === 'error' && console.error(line.text()));
    await page.goto(`${pathToFileURL(path.join(folder, `${theme}.html`)).href}?situation=${situation}`);
    // Colours come when the page is idle.
    await page.waitForTimeout(600);
    await page.screenshot({ path: path.join(folder, `${situation}-${theme}-${width}.png`) });
    const bugs = await page.evaluate('JSON.stringify(window.posted.filter((each) => each.kind === "bug"))');
    if (bugs !== '[]') console.error(`${situation} ${theme}: ${String(bugs)}`);
    await page.close();
  }
} finally {
  await browser.close();
}
