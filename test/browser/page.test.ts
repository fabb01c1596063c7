import assert from 'node:assert/strict';
import { lookOf, pageThemes } from './page/build.ts';
import { contrastsOf } from './page/contrast.ts';
import { posted, usePages } from './page/pageTest.ts';

/** Runs in the page. */
const openFolds =
  'for (const fold of document.querySelectorAll(".fold-line[aria-expanded=false]")) fold.click()';

describe('the panel in the default themes', () => {
  const open = usePages();

  for (const situation of ['firstRun', 'evidence', 'answered', 'failed', 'history']) {
    it(`has text of 4.5:1 and more, and icons and focus rings of 3:1: ${situation}`, async () => {
      const page = await open({ situation });
      await page.evaluate(openFolds);
      // Code gets its colours when the page is idle.
      await page.waitForTimeout(250);
      for (const theme of pageThemes) {
        await page.evaluate(`(({ style, bodyClass }) => {
          document.querySelector('#theme').textContent = style;
          document.body.className = bodyClass;
        })(${JSON.stringify(lookOf(theme))})`);
        const { faint, counts } = await contrastsOf(page);
        assert.deepEqual(faint, [], theme);
        const { text, icon, ring } = counts;
        assert.ok(text > 5 && icon > 3 && ring > 3, JSON.stringify(counts));
      }
      const bugs = (await posted(page)).filter(({ kind }) => kind === 'bug');
      assert.deepEqual(bugs, []);
    });
  }
});
