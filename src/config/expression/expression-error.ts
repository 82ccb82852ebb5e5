import { TidemarkError } from '../../operators/tidemark-error.js';

/** An expression that cannot be meant as it is written. `message` says what is wrong, `hint` what to write instead. */
export class ExpressionError extends TidemarkError {
  constructor(
    message: string,
    /** Where in the text the fault begins, in UTF-16 units from 0. */
    readonly start: number,
    /** Where it ends, exclusive; at least `start`. */
    readonly end: number,
    readonly hint?: string,
  ) {
    super('bad-options', message);
    this.name = 'ExpressionError';
  }
}
