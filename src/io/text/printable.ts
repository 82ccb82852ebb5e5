/**
 * Text from outside for a terminal: what a terminal obeys or does not show (control and format characters, marks that
 * turn the direction of text, halves of characters) is shown as its code, and what is too long is cut.
 */
export function printable(text: string, width: number): string {
  // Every character is at least one wide: what lies further back is cut anyway.
  const characters = [...text.slice(0, 2 * width)];
  const shown = characters.map((character) => (UNSAFE.test(character) ? code(character) : character));
  const all = [...shown.join('')];
  const cut = text.length > 2 * width || all.length > width;
  return cut ? `${all.slice(0, width - 1).join('')}…` : all.join('');
}

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** Line breaks, and colours. */
const OURS = '\\n|\\u001b\\[[\\d;]*m';
const UNSAFE_OR_OURS = new RegExp(`${OURS}|${UNSAFE.source}`, 'gu');
const IS_OURS = new RegExp(`^(?:${OURS})$`);

/**
 * Whole text for a terminal, as it was laid out: lines and colours stay, and whatever else a terminal obeys is shown as its code.
 * Names from outside go through `printable` before they are laid out: what was their line break cannot be told here.
 */
export const harmless = (text: string): string =>
  text.replace(UNSAFE_OR_OURS, (found) => (IS_OURS.test(found) ? found : code(found)));

const code = (character: string): string => {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
};
