import assert from 'node:assert/strict';
import { usePages } from './page/pageTest.ts';

describe('the panel, by keyboard alone', () => {
  const open = usePages();

  it('is reached by Tab, control after control, each with a ring that is seen', async () => {
    for (const situation of ['answered', 'failed', 'history']) {
      const page = await open({ situation });
      await page.evaluate(startAtTop);
      const wanted = Number(await page.evaluate(tabStops));
      for (let at = 0; at < wanted; at++) await page.keyboard.press('Tab');
      const seen = JSON.parse(await page.evaluate('JSON.stringify(window.seen)')) as string[];
      const ringless = seen.filter((each) => each.startsWith('no ring'));
      assert.deepEqual(ringless, [], situation);
      assert.equal(new Set(seen).size, wanted, `${situation}: ${seen.join('\n')}`);
      await page.close();
    }
  });
});

/** How many controls Tab should reach; each gets a number of its own. */
const tabStops = `[...document.querySelectorAll('button, a[href], input, textarea, [tabindex="0"]')].filter((each, at) => {
  each.dataset.number = String(at);
  return !each.disabled && each.tabIndex >= 0 && each.checkVisibility({ visibilityProperty: true });
}).length`;

/**
 * From now on, `window.seen` says what has had the focus, and whether that was seen: a field shows it by the border
 * of the box around it. The view may have put the focus into a field, and a blur alone would let Tab go on from there.
 */
const startAtTop = `(() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  window.seen = [];
  document.addEventListener('focusin', ({ target }) => {
    const style = getComputedStyle(target);
    const hasRing = target.matches('input, textarea')
      ? target.closest('.composer, .search').matches(':focus-within')
      : style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    window.seen.push((hasRing ? '' : 'no ring: ') + target.tagName + ' ' + target.className + ' ' + target.dataset.number);
  });
})()`;
