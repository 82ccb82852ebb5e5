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

const code = (character: string): string => {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
};
