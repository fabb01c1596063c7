import type { Page } from 'playwright-core';

export interface Faint {
  /** The words, or what else it is: an icon, a focus ring, a border, a part of the token bar. */
  readonly text: string;
  readonly selector: string;
  readonly ratio: number;
}

export interface Contrasts {
  readonly faint: readonly Faint[];
  /** How much was measured of each kind. */
  readonly counts: Readonly<Record<'text' | 'icon' | 'ring' | 'border' | 'bar', number>>;
}

/**
 * What has too little contrast with what lies behind it, by the formula of WCAG 2: text under 4.5:1, and icons, focus
 * rings and the token bar under 3:1. Disabled controls are exempt, as there; so are line numbers, which have the
 * colour that the theme gives them in its editors, and the borders of fields outside the high contrast themes, which
 * VS Code draws as faintly in its own views. Colours are those that the browser computed, blended where they are
 * transparent. Menus are measured open.
 */
export async function contrastsOf(page: Page): Promise<Contrasts> {
  return JSON.parse(await page.evaluate(`JSON.stringify((${measure})())`)) as Contrasts;
}

/** Runs in the page, so it is text here: the tests' other code is checked without the types of a page. */
const measure = `function () {
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
  const grounds = new Map();
  const behind = (element) => {
    if (!grounds.has(element)) grounds.set(element, readBehind(element));
    return grounds.get(element);
  };
  const readBehind = (element) => {
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
  const opacityOf = (element) => {
    let product = 1;
    for (let at = element; at !== null; at = at.parentElement) product *= Number(getComputedStyle(at).opacity);
    return product;
  };
  const ratioOf = (colour, below, opacity = 1) => {
    const [r, g, b, a] = read(colour);
    const [high, low] = [light(over([r, g, b, a * opacity], below)), light(below)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const exempt = 'script, style, .sr-only, .line-number, :disabled';
  const counts = { text: 0, icon: 0, ring: 0, border: 0, bar: 0 };
  const faint = new Map();
  const note = (kind, element, ratio, text = kind) => {
    counts[kind]++;
    const selector = [element.parentElement?.className, element.className.baseVal ?? element.className].filter(Boolean).join(' > ');
    if (ratio < (kind === 'text' ? 4.5 : 3)) faint.set(kind + selector, { text: text.slice(0, 30), selector, ratio: Math.round(ratio * 100) / 100 });
  };
  for (const menu of document.querySelectorAll('.menu')) {
    menu.popover = 'manual';
    if (!menu.matches(':popover-open')) menu.showPopover();
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.data.trim();
    if (text === '' || element.closest(exempt) !== null || !isShown(element)) continue;
    note('text', element, ratioOf(getComputedStyle(element).color, behind(element), opacityOf(element)), text);
  }
  for (const icon of document.querySelectorAll('.codicon:not(.codicon-blank), svg.logo')) {
    if (icon.closest(exempt) === null && isShown(icon)) note('icon', icon, ratioOf(getComputedStyle(icon).color, behind(icon), opacityOf(icon)));
  }
  for (const part of document.querySelectorAll('.bar-segment, .swatch')) {
    note('bar', part, ratioOf(getComputedStyle(part).backgroundColor, behind(part.parentElement)));
  }
  if (document.body.matches('.vscode-high-contrast')) {
    for (const control of document.querySelectorAll('.composer, .search, .button, .example')) {
      if (control.closest(exempt) === null) note('border', control, ratioOf(getComputedStyle(control).borderTopColor, behind(control.parentElement)));
    }
  }
  // One of each look: the ring is the same for all.
  const ringed = new Set();
  for (const control of document.querySelectorAll('button, a[href], input, textarea')) {
    const look = control.parentElement.className + control.className;
    if (control.tabIndex < 0 || ringed.has(look) || control.closest(exempt) !== null || !control.checkVisibility()) continue;
    ringed.add(look);
    control.focus({ preventScroll: true });
    const box = control.matches('input, textarea') ? control.closest('.composer, .search') : null;
    const style = getComputedStyle(box ?? control);
    const isOutside = box !== null || parseFloat(style.outlineOffset) >= 0;
    const hasRing = box !== null || style.outlineStyle !== 'none';
    const ratio = ratioOf(box === null ? style.outlineColor : style.borderTopColor, behind(isOutside ? (box ?? control).parentElement : control));
    note('ring', control, hasRing ? ratio : 1);
  }
  document.activeElement.blur();
  return { faint: [...faint.values()], counts };
}`;
