import { TidemarkError } from '../../../operators/tidemark-error.js';
import { FileFault } from '../../actions/upload/file-fault.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';

/** What a fault is for the outbox: whatever it is, nothing is lost by waiting, so it is tried again. */
export const s3Failure = (key: string, destination: string, error: unknown): unknown => {
  if (error instanceof ObjectStoreFault)
    return waiting(`${withStop(error.message)}`, error, error.retryAfter);
  if (error instanceof FileFault)
    return waiting(`${key} in ${destination} is not stored for certain: ${error.message}.`, error);
  return error;
};

/** Under the key of an object there is another one. */
export const otherObject = (key: string, destination: string): TidemarkError =>
  waiting(
    `${destination} has other bytes under ${key} than this pipeline has made: they were damaged, or somebody else writes there. Remove that object, and it is written anew.`,
  );

const waiting = (message: string, cause?: unknown, retryAfter?: number): TidemarkError =>
  new TidemarkError('undeliverable', `${message} The rows wait and are sent again.`, {
    retryable: true,
    cause,
    retryAfter,
  });

const withStop = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`);
