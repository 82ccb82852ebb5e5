import { visibleText } from '../../operators/visible-text.js';

/**
 * Text from outside for a terminal: what a terminal obeys or does not show (control and format characters, marks that
 * turn the direction of text, halves of characters) is shown as its code, and what is too long is cut.
 */
export function printable(text: string, width: number): string {
  // Every character is at least one wide: what lies further back is cut anyway.
  const characters = [...text.slice(0, 2 * width)];
  const all = [...visibleText(characters.join(''))];
  const cut = text.length > 2 * width || all.length > width;
  return cut ? `${all.slice(0, width - 1).join('')}…` : all.join('');
}

/** Line breaks, and colours. */
const OURS = '\\n|\\u001b\\[[\\d;]*m';
const OTHERS = new RegExp(`(?:(?!${OURS})[\\s\\S])+`, 'g');

/**
 * Whole text for a terminal, as it was laid out: lines and colours stay, and whatever else a terminal obeys is shown as its code.
 * Names from outside go through `printable` before they are laid out: what was their line break cannot be told here.
 */
export const harmless = (text: string): string => text.replace(OTHERS, visibleText);
