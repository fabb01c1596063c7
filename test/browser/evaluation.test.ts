import assert from 'node:assert/strict';
import { useWindow } from './window.ts';

describe('measuring retrieval from the editor', function () {
  this.timeout(90_000);
  const window = useWindow();

  it('asks for the kinds of questions, shows charts with their numbers', async () => {
    const workbench = window();
    const { page } = workbench;
    await workbench.openPanel();
    await workbench.runCommand('Sightline: Measure Retrieval on This Folder');
    const pick = page.locator('.quick-input-widget');
    // The sample has one commit, and so no history to ask about.
    await pick.getByText('Commit subjects').click();
    await page.keyboard.press('Enter');
    // The panel's own page is the first.
    const pages = page.locator('iframe.webview[src*="extensionId=sightline"]');
    const report = pages.nth(1).contentFrame().frameLocator('#active-frame');
    await report.getByRole('heading', { name: 'Doc comment → function' }).waitFor({ timeout: 60_000 });
    const charts = report.getByRole('img');
    assert.ok((await charts.count()) >= 3);
    const told = (await charts.first().getAttribute('aria-label')) ?? '';
    assert.match(told, /^nDCG@10: Sightline \d+(\.\d)?, .*\bBM25F \d/);
    assert.match(await report.locator('table').first().innerText(), /baseline/);
    await workbench.screenshot('evaluation');
  });
});
