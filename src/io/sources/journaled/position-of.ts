import { TidemarkError } from '../../../operators/tidemark-error.js';

/** The sequence that a state goes up to. */
export const positionOf = (resume: unknown): number => {
  if (resume === undefined) return 0;
  if (typeof resume === 'number' && Number.isSafeInteger(resume) && resume >= 0) return resume;
  throw new TidemarkError(
    'bad-state',
    'The saved position is not one of a journal. Use another pipeline name, or remove the saved state.',
  );
};
