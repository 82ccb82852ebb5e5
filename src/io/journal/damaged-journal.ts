import type { TidemarkError } from '../../operators/tidemark-error.js';
import { badState } from '../state/bad-state.js';

/** A journal that is ours and not as we left it. */
export const damagedJournal = (directory: string, found: string, cause?: unknown): TidemarkError =>
  badState(
    directory,
    found,
    'Nothing in it was changed. Put back a copy of the journal and of the state that goes with it, or move both away and start again without what they hold.',
    cause,
  );
