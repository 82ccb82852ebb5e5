import { TidemarkError } from '../../../operators/tidemark-error.js';

const MAX_LINE_BYTES = 1024 * 1024;

/** The longest line that a codec accepts, in bytes: 1 MiB unless told. Longer ones are rejected as `oversize`. Throws `bad-options`. */
export const checkedLineLimit = (maxLineBytes: number = MAX_LINE_BYTES): number => {
  if (Number.isSafeInteger(maxLineBytes) && maxLineBytes > 0) return maxLineBytes;
  throw new TidemarkError(
    'bad-options',
    `maxLineBytes must be a positive whole number, not ${maxLineBytes}.`,
  );
};
