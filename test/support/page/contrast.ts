import type { Page } from 'playwright-core';

/** WCAG 2's least contrast of text with what is behind it (success criterion 1.4.3). */
const least = 4.5;

/**
 * The texts on the page that are too pale: each with its contrast. Disabled controls are exempt, as in WCAG.
 * The function runs in the page; it is a string, because the harness knows no types of the DOM.
 */
export async function lowContrasts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(${measure})(${least})`);
}

const measure = `(least) => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const over = (colour, below) => {
    context.fillStyle = 'rgb(' + below.join(',') + ')';
    context.fillRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const behind = (element) =>
    over(getComputedStyle(element).backgroundColor, element.parentElement ? behind(element.parentElement) : [255, 255, 255]);
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest('.unseen, :disabled, script')) continue;
    const below = behind(element);
    const [light, dark] = [luminance(over(getComputedStyle(element).color, below)), luminance(below)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < least) found.add(element.tagName + '.' + element.className + ' ' + ratio.toFixed(2));
  }
  return [...found];
}`;
