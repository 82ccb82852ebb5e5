import { Pattern } from '../../../io/patterns/pattern.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';

/** Patterns by their texts: ten thousand targets may look for the same word. */
export class PatternCache {
  readonly #patterns = new Map<string, Pattern>();

  /** Throws TidemarkError 'bad-options' for what is no pattern. */
  pattern(source: string): Pattern {
    const known = this.#patterns.get(source);
    if (known !== undefined) return known;
    const pattern = compiled(source);
    this.#patterns.set(source, pattern);
    return pattern;
  }
}

const compiled = (source: string): Pattern => {
  if (source === '')
    throw new TidemarkError('bad-options', 'This pattern is empty, and found in every text.');
  try {
    return new Pattern(source);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(
      /^error parsing regexp: /,
      '',
    );
    const advice = /\(\?<?[=!]/.test(reason) ? '; there is no looking ahead or behind' : '';
    throw new TidemarkError('bad-options', `This is no pattern: ${reason}${advice}.`, { cause: error });
  }
};
