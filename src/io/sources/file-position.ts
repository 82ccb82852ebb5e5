import { TidemarkError } from '../../operators/tidemark-error.js';

/** Where to resume in a file. */
export interface FilePosition {
  /** Bytes of complete lines consumed: the first byte that is still to be read. */
  readonly offset: number;
  /** What the decoder saved there. */
  readonly codec: unknown;
}

/** Reads a position back from what a state store kept; the beginning when there is none. Throws 'bad-options' for anything else. */
export const filePosition = (saved: unknown, path: string): FilePosition => {
  if (saved === undefined) return { offset: 0, codec: undefined };
  if (typeof saved === 'object' && saved !== null && 'offset' in saved) {
    const { offset } = saved;
    if (typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0) {
      return { offset, codec: 'codec' in saved ? saved.codec : undefined };
    }
  }
  throw new TidemarkError(
    'bad-options',
    `Cannot resume ${path}: the saved position does not belong to a file. Use another pipeline name, or remove the saved state.`,
  );
};
