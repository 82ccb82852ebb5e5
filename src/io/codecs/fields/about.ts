import type { FieldAbout } from './field-about.js';

type Make = (name: string, words: string, original?: string) => FieldAbout;

const maker =
  (kind: Pick<FieldAbout, 'type' | 'unit'>): Make =>
  (name, words, original) => ({
    name,
    ...kind,
    ...(original !== undefined && { original }),
    about: words,
  });

/** Makes what a format says of a field: its name, a few words, and what the format itself calls it where that is another name. */
export const about = {
  text: maker({ type: 'text' }),
  number: maker({ type: 'number' }),
  boolean: maker({ type: 'boolean' }),
  /** Text in some lines and a number in others. */
  any: maker({ type: 'any' }),
  /** Milliseconds. */
  duration: maker({ type: 'number', unit: 'duration' }),
  /** Bytes. */
  size: maker({ type: 'number', unit: 'size' }),
  count: maker({ type: 'number', unit: 'count' }),
  /** Of a whole: 1 is all of it. */
  fraction: maker({ type: 'number', unit: 'fraction' }),
} as const;
