/** Text from outside for a terminal: control characters are shown and not obeyed, and what is too long is cut. */
export function printable(text: string, width: number): string {
  const shown = text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return shown.length > width ? `${shown.slice(0, width - 1)}…` : shown;
}
