import { ACCESS_LOG_ABOUT } from '../../io/codecs/access-log/access-log-about.js';
import { knownFields } from '../parts/known-fields.js';
import type { RowFields } from '../parts/part.js';

/** Rows of which only the input knows the fields have those of an access log, where nothing but requests becomes one. */
export const withRequestFields = (fields: RowFields): RowFields =>
  fields.open ? { ...fields, known: { ...knownFields(ACCESS_LOG_ABOUT), ...fields.known } } : fields;
