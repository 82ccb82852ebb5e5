/** A value as JSON has it: what is no number, truth value or null is a text. */
export const jsonLiteral = (value: string): string =>
  /^(?:-?\d+(?:\.\d+)?|true|false|null)$/.test(value) ? value : JSON.stringify(value);
