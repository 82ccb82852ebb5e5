import { readFileSync } from 'node:fs';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { causeOf } from '../../cause-of.js';

/** What PEM files hold; each is read once. A text that is PEM itself stands for itself. */
export class PemFiles {
  readonly #read = new Map<string, string>();

  /** Throws TidemarkError 'unreadable' for a file that cannot be read or holds no PEM. */
  text(given: string): string {
    if (given.includes('-----BEGIN ')) return given;
    const known = this.#read.get(given);
    if (known !== undefined) return known;
    const text = contentOf(given);
    if (!text.includes('-----BEGIN '))
      throw new TidemarkError('unreadable', `The file ${given} is no PEM: it has no line -----BEGIN ….`);
    this.#read.set(given, text);
    return text;
  }
}

const contentOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = causeOf(error);
    throw new TidemarkError('unreadable', `The file ${file} cannot be read: ${why}.`, { cause: error });
  }
};
