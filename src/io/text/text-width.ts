import stringWidth from 'fast-string-width';

const ASCII = /^[\x20-\x7e]*$/;

/** How many columns of a terminal a text takes: wide characters take two, combining ones none. */
export const textWidth = (text: string): number => (ASCII.test(text) ? text.length : stringWidth(text));

/** The text with blanks behind it, up to so many columns. */
export const padText = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - textWidth(text)));
