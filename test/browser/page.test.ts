import assert from 'node:assert/strict';
import { pageThemes } from './page/build.ts';
import { faintTexts } from './page/contrast.ts';
import { posted, usePages } from './page/pageTest.ts';

/** Runs in the page. */
const openFolds =
  'for (const fold of document.querySelectorAll(".fold-line[aria-expanded=false]")) fold.click()';

const situations = ['firstRun', 'evidence', 'answered', 'failed', 'history'];

describe('the panel in the default themes', () => {
  const open = usePages();

  for (const theme of pageThemes) {
    it(`has text of 4.5:1 and more in ${theme}`, async () => {
      for (const situation of situations) {
        const page = await open({ situation, theme });
        await page.evaluate(openFolds);
        await page.waitForTimeout(250);
        assert.deepEqual(await faintTexts(page, 4.5), [], situation);
        assert.deepEqual(
          (await posted(page)).filter(({ kind }) => kind === 'bug'),
          [],
        );
        await page.close();
      }
    });
  }
});
