import * as z from 'zod';
import { TidemarkError } from '../../operators/tidemark-error.js';

export interface ScalarOptions<T> {
  /** What the setting is, for the reference: `duration`, `size`. */
  readonly type: string;
  /** Said where the value is neither text nor number, or none that can be read. */
  readonly wanted: string;
  readonly examples: readonly (string | number)[];
  /** Throws a TidemarkError with a message for people. */
  readonly read: (value: string | number) => T;
}

/** A value that people write with a unit, and that leaves here in the unit that the program computes with. */
export const scalar = <T>({ type, wanted, examples, read }: ScalarOptions<T>) =>
  z
    .union([z.string(), z.number()], { error: wanted })
    .meta({ kind: type, examples: [...examples] })
    .transform((value, context): T => {
      try {
        return read(value);
      } catch (error) {
        if (!(error instanceof TidemarkError)) throw error;
        // What is wrong with a unit says so.
        const isUnit =
          /has no unit|unknown unit|without a unit|^"[^"]*" is a (size|rate|duration|percentage)\./.test(
            error.message,
          );
        const params = { code: isUnit ? 'unit' : 'bad-value' };
        context.addIssue({ code: 'custom', message: error.message, input: value, params });
        return z.NEVER;
      }
    });
