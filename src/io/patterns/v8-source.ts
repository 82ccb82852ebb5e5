import { OutsideSubset, SubsetParser } from './subset-parser.js';

/** Instructions: what the linear engine does for each character of a text is in proportion to them. */
const LARGEST = 1000;

/**
 * A pattern that RE2 has accepted as one that means the same to JavaScript, without flags and with the same groups, in texts
 * without surrogates; undefined where that is not known.
 */
export const v8SourceOf = (pattern: string): string | undefined => {
  try {
    const { source, size } = new SubsetParser(pattern).parse();
    return size > LARGEST ? undefined : source;
  } catch (error) {
    if (error instanceof OutsideSubset) return undefined;
    throw error;
  }
};
