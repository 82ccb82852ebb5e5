import { TidemarkError } from '../../operators/tidemark-error.js';

/** An expression that has no answer on one row; `where` and `derive` turn the row away as `rejected: expression`. */
export class RowError extends TidemarkError {
  constructor(message: string) {
    super('bad-options', message);
    this.name = 'RowError';
  }

  /** The message alone: it becomes the `detail` of the rejected row. */
  override toString(): string {
    return this.message;
  }
}
