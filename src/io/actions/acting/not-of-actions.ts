import { TidemarkError } from '../../../operators/tidemark-error.js';

/** What a state store kept is of another kind of source. */
export const notOfActions = (what: 'position' | 'memory'): TidemarkError =>
  new TidemarkError(
    'bad-options',
    `Cannot resume: the saved ${what} is not of actions. Use another pipeline name, or remove the saved state.`,
  );
