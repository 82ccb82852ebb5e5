import { TidemarkError } from '../../../operators/tidemark-error.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import { oneLine } from '../../text/one-line.js';

/** A fault that is there to stay, as one TidemarkError 'unreadable'; what is none is passed on. */
export const unreadableStore = (error: unknown, name?: string): unknown => {
  if (!(error instanceof ObjectStoreFault)) return error;
  const next =
    name === undefined
      ? 'Nothing was lost: mend it, and start again.'
      : `Nothing was lost: mend it and start again, or leave ${name} out with exclude.`;
  return new TidemarkError('unreadable', oneLine(`${error.message.replace(/\.$/, '')}. ${next}`), {
    cause: error,
  });
};
