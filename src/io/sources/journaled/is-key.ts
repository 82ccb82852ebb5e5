export const MOST_KEY_LENGTH = 255;

const KEY = new RegExp(`^[\\x21-\\x7e]{1,${MOST_KEY_LENGTH}}$`);

export const isKey = (text: string): boolean => KEY.test(text);
