/** What no reader sees and a terminal obeys: control and format characters, halves of characters, line breaks of every kind. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text from outside, within a line of ours: what is not seen is shown as its code, such as `\x0a`. */
export const visibleText = (text: string): string => text.replace(UNSEEN, codeOf);

const codeOf = (character: string): string => {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
};
