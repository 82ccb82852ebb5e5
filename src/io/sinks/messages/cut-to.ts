const asItIs = (text: string): string => text;

/** UTF-16 units: never fewer than the characters that a service counts. */
export const unitsOf = (text: string): number => text.length;
export const bytesOf = (text: string): number => Buffer.byteLength(text);

/**
 * A text as it is written somewhere, no larger than `limit` there. What is longer is cut between two characters as
 * people see them, and says so. `write` must write each character by itself.
 */
export const cutTo = (
  text: string,
  limit: number,
  write: (text: string) => string = asItIs,
  size: (text: string) => number = unitsOf,
): string => {
  const whole = write(text);
  if (size(whole) <= limit) return whole;
  const said = write(`… (cut, ${text.length} characters)`);
  const tail = size(said) <= limit / 2 ? said : write('…');
  let room = limit - size(tail);
  let cut = '';
  // Nothing is written smaller than it is; a character that goes on behind this is larger than the limit.
  for (const { segment } of characters(text.slice(0, 2 * limit))) {
    const written = write(segment);
    room -= size(written);
    if (room < 0) break;
    cut += written;
  }
  return cut + tail;
};

let segmenter: Intl.Segmenter | undefined;

/** Made for the first text that is cut: it takes tens of milliseconds. */
const characters = (text: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
};
