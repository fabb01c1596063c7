import type { Page } from 'playwright-core';

export interface Faint {
  readonly text: string;
  readonly selector: string;
  readonly ratio: number;
}

/**
 * Every shown text whose contrast with what lies behind it is under `least`, by the formula of WCAG 2. Disabled
 * controls are exempt, as there; so are line numbers, which have the colour that the theme gives them in its editors. Colours are those that the browser computed, blended where they are transparent.
 */
export async function faintTexts(page: Page, least: number): Promise<readonly Faint[]> {
  return JSON.parse(await page.evaluate(`JSON.stringify((${measure})(${least}))`)) as Faint[];
}

/** Runs in the page, so it is text here: the tests' other code is checked without the types of a page. */
const measure = `function (least) {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const read = (colour) => {
    if (!known.has(colour)) known.set(colour, readPixel(colour));
    return known.get(colour);
  };
  const readPixel = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((each, at) => each * a + below[at] * (1 - a));
  const behind = (element) => {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      layers.push(read(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((each) => each / 255).map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const faint = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.data.trim();
    if (text === '' || element.closest('script, style, .sr-only, .line-number, :disabled') !== null) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const below = behind(element);
    const colour = over(read(getComputedStyle(element).color), below);
    const [high, low] = [light(colour), light(below)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const selector = [element.parentElement?.className, element.className].filter(Boolean).join(' > ');
    if (ratio < least && !faint.has(selector)) faint.set(selector, { text: text.slice(0, 30), selector, ratio: Math.round(ratio * 100) / 100 });
  }
  return [...faint.values()];
}`;
