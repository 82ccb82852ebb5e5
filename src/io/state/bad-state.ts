import { TidemarkError } from '../../operators/tidemark-error.js';

/** A state directory that cannot be used as it is: what was found, and how to go on. */
export const badState = (directory: string, found: string, next: string, cause?: unknown): TidemarkError =>
  new TidemarkError('bad-state', `State directory ${directory}: ${found} ${next}`, { cause });

/** Ours, and not as we left it. */
export const damagedState = (directory: string, found: string, cause?: unknown): TidemarkError =>
  badState(
    directory,
    found,
    'Nothing in it was changed. Put back a copy of it, or move it away and start again: every pipeline then starts as if for the first time.',
    cause,
  );
