import { ACCESS_LOG_ABOUT } from '../../io/codecs/access-log/access-log-about.js';
import { knownFields } from '../parts/known-fields.js';
import type { RowFields } from '../parts/part.js';

/**
 * Rows of which only the input knows the fields have those of an access log, where nothing but requests becomes one: a
 * duration of a request is in milliseconds, or null.
 */
export const withRequestFields = (fields: RowFields): RowFields => {
  if (!fields.open) return fields;
  const own = Object.entries(fields.known).filter(([, { asks }]) => asks === undefined);
  return { ...fields, known: { ...knownFields(ACCESS_LOG_ABOUT), ...Object.fromEntries(own) } };
};
