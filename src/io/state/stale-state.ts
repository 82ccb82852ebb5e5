import { TidemarkError } from '../../operators/tidemark-error.js';

/** Somebody else has committed this pipeline since we last did. */
export const staleState = (pipeline: string, expected: number, stored: number): TidemarkError =>
  new TidemarkError(
    'stale-state',
    `Cannot commit ${pipeline}: its state is at ${stored}, not at ${expected}. Another process runs it now; stop one of the two.`,
  );
