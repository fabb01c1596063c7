import assert from 'node:assert/strict';
import fs from 'node:fs';
import { installExtension, startServer, type VsCodeServer } from '../host/server.ts';
import { faultsOf, packVsix, readVsix, vsixFile } from '../host/vsix.ts';
import { openWorkbench, type Workbench } from '../host/workbench.ts';
import { helpfulReply, startModelServer, type ModelServer } from '../support/modelServer.ts';
import { makeSampleWorkspace, type SampleWorkspace } from '../support/sampleWorkspace.ts';
import { sharedBrowser } from './window.ts';

describe('the package', () => {
  const log = (line: string): void => console.log(`    ${line}`);
  let server: VsCodeServer | undefined;
  let sample: SampleWorkspace | undefined;
  let workbench: Workbench | undefined;
  let models: ModelServer | undefined;

  before(async function packAndInstall() {
    this.timeout(10 * 60_000);
    await packVsix();
    // As on a person's machine: a folder that nobody has trusted yet opens in Restricted Mode.
    server = await startServer({ log, asksForTrust: true });
    await installExtension(server.home, vsixFile, log);
    sample = makeSampleWorkspace();
    models = await startModelServer(helpfulReply, { models: ['scripted'] });
    const named = { 'sightline.model.baseUrl': models.baseUrl, 'sightline.model.name': 'scripted' };
    sample.write('.vscode/settings.json', JSON.stringify(named));
    workbench = await openWorkbench({
      server,
      browser: await sharedBrowser(),
      folder: sample.folder,
      extension: null,
    });
  });

  after(async () => {
    await workbench?.close();
    await server?.stop();
    await models?.stop();
    sample?.remove();
  });

  it('is small, whole and the same for all platforms', () => {
    assert.deepEqual(faultsOf(vsixFile), []);
  });

  it('holds what runs and what is read, and no source, test or map', () => {
    const names = readVsix(vsixFile).map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => /\.(ts|tsx|map)$|node_modules|\/(test|src)\//.test(name)),
      [],
    );
  });

  it('runs installed, in a folder that is not trusted', async () => {
    assert.ok(workbench);
    await workbench.statusBarItem('Restricted Mode').waitFor();
    const panel = await workbench.openPanel();
    await panel.locator('body').waitFor({ state: 'attached' });
  });

  it('indexes and answers there from the code alone, and asks no server that the folder names', async () => {
    assert.ok(workbench);
    await workbench.statusBarItem(/\d+ files · ready/).waitFor();
    const panel = await workbench.openPanel();
    const draft = panel.getByRole('textbox', { name: 'Your question' });
    await draft.fill('How does retryDelay compute the delay?');
    await draft.press('Enter');
    await panel.locator('.answer[aria-busy="false"]').waitFor();
    await panel
      .getByRole('button', { name: /Open .*retry\.ts/ })
      .first()
      .waitFor();
    assert.deepEqual(
      models?.requests.map(({ path }) => path),
      [],
    );
  });

  it('tells in the doctor that the folder is not trusted', async () => {
    assert.ok(workbench);
    await workbench.runCommand('Sightline: Open Index Doctor');
    // As text: the preview of Markdown is not there in Restricted Mode. An editor draws spaces that do not break.
    const line = workbench.page.locator('.view-line', { hasText: /This\sfolder\sis\snot\strusted/ });
    await line.first().waitFor();
  });
});

describe('a check of a package', () => {
  it('names a file that is not a package', () => {
    const file = `${vsixFile}.txt`;
    fs.writeFileSync(file, 'not a zip');
    try {
      assert.throws(() => readVsix(file), /is not a zip file/);
    } finally {
      fs.rmSync(file);
    }
  });
});
