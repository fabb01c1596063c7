import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { posted, usePages } from './page/pageTest.ts';

const draft = (page: Page) => page.getByRole('textbox', { name: 'Your question' });

/** The name of what has the focus: a row of the history by its title. */
async function focused(page: Page): Promise<string> {
  // After the frame in which the panel moves it.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  return String(await page.evaluate(nameOfFocused));
}

async function press(page: Page, ...keys: readonly string[]): Promise<string> {
  for (const key of keys) await page.keyboard.press(key);
  return focused(page);
}

/** The last message of this kind that the panel sent. */
async function lastSent(page: Page, kind: string): Promise<unknown> {
  return (await posted(page)).findLast((each) => each.kind === kind);
}

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

  it('moves through the history with arrows, Home and End, and opens a chat with Enter', async () => {
    const page = await open({ situation: 'history' });
    await page.locator('.session').first().waitFor();
    assert.equal(await focused(page), 'Search chats');
    assert.equal(await press(page, 'ArrowDown'), 'Retry logic in the uploader');
    assert.equal(await press(page, 'ArrowDown', 'ArrowDown'), 'Rename the storage folder');
    assert.equal(await press(page, 'End'), 'First look');
    assert.equal(await press(page, 'ArrowDown'), 'First look');
    assert.equal(await press(page, 'ArrowUp'), 'Lease of the writer');
    assert.equal(await press(page, 'Home'), 'Retry logic in the uploader');
    assert.equal(await press(page, 'ArrowUp'), 'Search chats');
    assert.equal(await press(page, 'ArrowDown', 'End', 'Enter'), 'Your question');
    assert.deepEqual(await lastSent(page, 'openSession'), { kind: 'openSession', sessionId: 's5' });
  });

  it('deletes a chat with Delete, takes that back with Ctrl+Z, and renames one with F2', async () => {
    const page = await open({ situation: 'history' });
    await page.locator('.session').first().waitFor();
    assert.equal(await press(page, 'ArrowDown', 'End', 'Delete'), 'Lease of the writer');
    assert.deepEqual(await lastSent(page, 'deleteSession'), { kind: 'deleteSession', sessionId: 's5' });
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    assert.equal(await press(page, 'Control+z'), 'Lease of the writer');
    assert.deepEqual(await lastSent(page, 'restoreSession'), { kind: 'restoreSession', sessionId: 's5' });
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });

    assert.equal(await press(page, 'F2'), 'Title of this chat');
    await page.keyboard.type('Who writes');
    assert.equal(await press(page, 'Escape'), 'Lease of the writer');
    assert.equal(await press(page, 'F2'), 'Title of this chat');
    await page.keyboard.type('Who writes');
    assert.equal(await press(page, 'Enter'), 'Who writes');
    const renamed = { kind: 'renameSession', sessionId: 's4', title: 'Who writes' };
    assert.deepEqual(await lastSent(page, 'renameSession'), renamed);
    assert.equal(await page.getByRole('region', { name: 'History' }).count(), 1);
  });

  it('empties the search with Escape, and leaves the history with the next', async () => {
    const page = await open({ situation: 'history' });
    await page.locator('.session').nth(4).waitFor();
    await page.keyboard.type('lease');
    await page.locator('.session').nth(1).waitFor({ state: 'detached' });
    assert.equal(await press(page, 'Escape'), 'Search chats');
    await page.locator('.session').nth(4).waitFor();
    assert.equal(await press(page, 'Escape'), 'Your question');
  });

  it('moves through the menu of the chat, and gives the focus back when it closes', async () => {
    const page = await open({ situation: 'answered' });
    const actions = page.getByRole('button', { name: 'Chat Actions' });
    await actions.focus();
    assert.equal(await press(page, 'Enter'), 'Rename');
    assert.equal(await press(page, 'ArrowDown', 'ArrowDown'), 'Export…');
    assert.equal(await press(page, 'End'), 'Delete');
    assert.equal(await press(page, 'ArrowDown'), 'Rename');
    assert.equal(await press(page, 'ArrowUp', 'Home', 'ArrowDown'), 'Fork a copy to go on from');
    assert.equal(await press(page, 'Escape'), 'Chat Actions');
    assert.equal(await press(page, 'Enter', 'Enter'), 'Title of this chat');
    await page.keyboard.type('Backoff');
    assert.equal(await press(page, 'Enter'), 'Backoff');
    await actions.focus();
    assert.equal(await press(page, 'Enter', 'End', 'Enter'), 'Your question');
    assert.ok(await lastSent(page, 'deleteSession'));
    await page.getByRole('button', { name: 'Undo' }).focus();
    assert.equal(await press(page, 'Enter'), 'Your question');
  });

  it('edits the last question with ↑ in an empty field, and breaks lines with Shift+Enter', async () => {
    const page = await open({ situation: 'answered' });
    await draft(page).focus();
    await press(page, 'ArrowUp');
    assert.equal(await draft(page).inputValue(), 'How does the backoff work, and who calls it?');
    assert.equal(await press(page, 'Escape'), 'Your question');
    assert.equal(await draft(page).inputValue(), '');
    await page.keyboard.type('one');
    await press(page, 'Shift+Enter');
    await page.keyboard.type('two');
    assert.equal(await draft(page).inputValue(), 'one\ntwo');
    await press(page, 'ArrowUp', 'ArrowUp');
    assert.equal(await draft(page).inputValue(), 'one\ntwo');
    assert.equal(await lastSent(page, 'ask'), undefined);
    await press(page, 'Enter');
    assert.equal(((await lastSent(page, 'ask')) as { question: string }).question, 'one\ntwo');
  });
});

const nameOfFocused = `(() => {
  const at = document.activeElement;
  return at.getAttribute('aria-label') ?? at.querySelector('.session-title')?.textContent ?? [...at.childNodes].map((each) => each.textContent.trim()).filter((each) => each !== '').join(' ');
})()`;

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
