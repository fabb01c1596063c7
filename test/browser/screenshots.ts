/**
 * Pictures of the panel in a real VS Code, with a scripted model server behind it:
 *
 *   npm run screenshots -- [SCENE ...] [--theme dark] [--width 320] [--out DIR]
 *
 * Absent: every scene, in the four default themes, with the panel 240, 320 and 900 pixels wide, into
 * `.cache/screenshots/`. `--readme` takes the pictures of the README instead, into `media/screenshots/`.
 * The model's words are this script's; all else is what a person sees.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../host/browser.ts';
import { cacheFolder, endWhenStopped, root } from '../host/process.ts';
import { startServer, writeSettings, type VsCodeServer } from '../host/server.ts';
import { openWorkbench, themes, type Theme, type Workbench } from '../host/workbench.ts';
import { startModelServer } from '../support/modelServer.ts';
import { makeSampleWorkspace } from '../support/sampleWorkspace.ts';
import { scenes, type Scene, type Stage } from './scenes.ts';
import { smallerPng } from './smallerPng.ts';
import { scriptedModel } from './scriptedModel.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    theme: { type: 'string', multiple: true, default: Object.keys(themes) },
    width: { type: 'string', multiple: true, default: ['240', '320', '900'] },
    out: { type: 'string' },
    readme: { type: 'boolean', default: false },
  },
});

const everyLook = (values.theme as Theme[]).flatMap((theme) =>
  values.width.map((width) => ({ theme, width: Number(width) })),
);
const pictures = values.readme
  ? path.join(root, 'media', 'screenshots')
  : path.join(cacheFolder, 'screenshots');
const folder = values.out ?? pictures;

/** Room for a panel of 900 pixels beside the editor, which keeps 220 for itself. */
const large = { width: 1280, height: 800 };
const small = { width: 1040, height: 640 };

/** Colours and layout follow within a few frames. */
const settleMs = 350;

/** Without it, a machine without fonts of its own draws a wide one that no desktop has. */
function preferPlainFonts(): void {
  const file = path.join(cacheFolder, 'screenshots', 'fonts.conf');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const families = ['system-ui', 'sans-serif', 'Ubuntu', 'Droid Sans'].map(
    (name) => `<match target="pattern"><test name="family"><string>${name}</string></test>
<edit name="family" mode="prepend" binding="strong"><string>Liberation Sans</string></edit></match>`,
  );
  fs.writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>${families.join('')}</fontconfig>`,
  );
  process.env['FONTCONFIG_FILE'] ??= file;
}

async function main(): Promise<void> {
  if (process.platform === 'linux') preferPlainFonts();
  const names = Object.keys(scenes);
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`No scene is called ${unknown.join(', ')}: ${names.join(', ')}`);
  const server = await startServer({ log: console.log });
  const browser = await launchBrowser(console.log);
  endWhenStopped(() => void server.stop());
  try {
    const wanted = Object.entries(scenes).filter(([name, { readme }]) =>
      positionals.length > 0 ? positionals.includes(name) : !values.readme || readme !== undefined,
    );
    for (const hasModel of [false, true]) {
      const inWindow = wanted.filter(([, scene]) => scene.hasModel === hasModel);
      if (inWindow.length > 0) await shootWindow({ server, browser, hasModel, wanted: inWindow });
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function shootWindow(options: {
  readonly server: VsCodeServer;
  readonly browser: Browser;
  readonly hasModel: boolean;
  readonly wanted: readonly (readonly [string, Scene])[];
}): Promise<void> {
  const { server, browser, hasModel, wanted } = options;
  const models = ['qwen3-coder'];
  const model = await startModelServer(scriptedModel, { models, modelFields: { max_model_len: 32_768 } });
  writeSettings(server.home, {
    'sightline.model.findLocalServers': false,
    ...(hasModel && { 'sightline.model.baseUrl': model.baseUrl, 'sightline.model.name': models[0] }),
  });
  const sample = makeSampleWorkspace();
  // The panel names the folder: not by a random name.
  const project = path.join(sample.folder, '.project', 'uploader');
  fs.mkdirSync(path.dirname(project));
  for (const file of fs.readdirSync(sample.folder)) {
    if (file !== '.project')
      fs.cpSync(path.join(sample.folder, file), path.join(project, file), { recursive: true });
  }
  const size = values.readme ? small : large;
  const workbench = await openWorkbench({ server, browser, folder: project, size });
  themeNow = 'dark';
  widthNow = 0;
  try {
    await workbench.openPanel();
    for (const [name, scene] of wanted) await shootScene({ name, scene, stage: { workbench, model } });
    for (const error of workbench.pageErrors()) console.error(`in the page: ${error}`);
  } finally {
    await workbench.close();
    await model.stop();
    sample.remove();
  }
}

async function shootScene(options: {
  readonly name: string;
  readonly scene: Scene;
  readonly stage: Stage;
}): Promise<void> {
  const { name, scene, stage } = options;
  const { workbench } = stage;
  fs.mkdirSync(folder, { recursive: true });
  const { readme, isWholeWindow = false } = scene;
  const wanted = values.readme && readme !== undefined ? [readme] : everyLook;
  for (const [at, { theme, width }] of wanted.entries()) {
    // A menu of VS Code's closes when the theme is chosen: such a scene is made anew for each picture.
    if (isWholeWindow) await look(workbench, theme, width);
    if (isWholeWindow || at === 0) await scene.arrange(stage);
    if (!isWholeWindow) await look(workbench, theme, width);
    await workbench.page.waitForTimeout(settleMs);
    const file = path.join(folder, values.readme ? `${name}.png` : `${name}-${theme}-${width}.png`);
    const shown = values.readme || isWholeWindow ? workbench.page : workbench.page.locator('.part.sidebar');
    fs.writeFileSync(file, smallerPng(await shown.screenshot()));
    console.log(path.relative(root, file));
    if (isWholeWindow) await scene.leave?.(stage);
  }
  if (!isWholeWindow) await scene.leave?.(stage);
}

let themeNow: Theme = 'dark';
let widthNow = 0;

async function look(workbench: Workbench, theme: Theme, width: number): Promise<void> {
  if (theme !== themeNow) await workbench.setTheme(theme);
  if (width !== widthNow) await workbench.setSideBarWidth(width);
  await workbench.page.mouse.move(640, 2);
  themeNow = theme;
  widthNow = width;
}

await main();
