import { accessLog } from '../../../io/codecs/access-log/access-log.js';
import type { Codec } from '../../../io/codecs/codec.js';
import type { Row } from '../../../io/codecs/row.js';
import type { FormatPart, RowFields } from './part.js';

/** What an access log has, under the names that every format of requests shares. */
export const REQUEST_FIELDS: RowFields = {
  open: false,
  known: {
    time: { type: 'number' },
    host: { type: 'string' },
    user: { type: 'string' },
    method: { type: 'string' },
    path: { type: 'string' },
    section: { type: 'string' },
    protocol: { type: 'string' },
    status: { type: 'number' },
    size: { type: 'number', unit: 'size' },
    referer: { type: 'string' },
    agent: { type: 'string' },
    vhost: { type: 'string' },
    duration: { type: 'number', unit: 'duration' },
  },
};

const accessLogFormat: FormatPart<unknown> = {
  name: 'access-log',
  fields: () => REQUEST_FIELDS,
  takesTime: false,
  // Its rows have a type of their own, with the fields above.
  codec: () => accessLog() as Codec<unknown> as Codec<Row>,
};

/** Every format, one line each. */
export const FORMATS: readonly FormatPart<never>[] = [accessLogFormat];
