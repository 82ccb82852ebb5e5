import { TidemarkError } from '../operators/tidemark-error.js';

/** A parser for an option's value that says which option a refused value was given to. */
export const optionValue =
  <T>(option: string, parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      throw new TidemarkError('usage', `${option}: ${error.message}`, { cause: error });
    }
  };
