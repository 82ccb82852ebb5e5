import { recognise } from '../../io/codecs/auto/auto.js';

/** The format that `auto` takes a line for whose end may be cut off; undefined where it is none. */
export const guessedFormat = (line: string): string | undefined => {
  const found = recognise(line);
  // An object that is cut off is no JSON, and may look like something else.
  if (found !== 'jsonl' && /^\s*\{\s*"/.test(line)) return 'jsonl';
  return found;
};
