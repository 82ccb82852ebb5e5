/** A number as JSON writes it: no `+`, no leading zero, so that ids and codes which begin with one stay text. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
const MAX_NUMBER_CHARACTERS = 32;

/** Whether a field has this text is a number; a whole number that a `number` cannot hold exactly is not. */
export function numberOf(text: string): number | undefined {
  const first = text.charCodeAt(0);
  if ((first < 0x30 || first > 0x39) && first !== 0x2d) return undefined;
  if (text.length > MAX_NUMBER_CHARACTERS || !NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) || !Number.isInteger(value) || /[.eE]/.test(text)
    ? finiteOrNone(value)
    : undefined;
}

/** A number where the text looks like one (as JSON writes numbers), else the text. */
export function typedText(text: string): number | string {
  return numberOf(text) ?? text;
}

function finiteOrNone(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
