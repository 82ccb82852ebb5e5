/** Longer than anything that somebody reads; what lies behind it is cut. */
const LONGEST = 16_384;

/** What is not shown, or turns what is: all but the joiners that characters of several parts are made with. */
const UNSHOWN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

const code = (character: string): string => {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
};

/** A text from outside on one line: control characters, marks that turn the direction of text and halves of characters are shown as their codes. */
export const plainText = (text: string): string => {
  const plain = text.slice(0, LONGEST).replace(UNSHOWN, code);
  return text.length > LONGEST ? `${plain}…` : plain;
};

/** The same, but for its line breaks. */
export const plainLines = (text: string): string => {
  const lines = text.slice(0, LONGEST).split('\n').map(plainText).join('\n');
  return text.length > LONGEST ? `${lines}…` : lines;
};
