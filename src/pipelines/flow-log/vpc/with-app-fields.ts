import type { Codec } from '../../../io/codecs/codec.js';
import type { Row } from '../../../io/codecs/fields/row.js';

/** What the fields of a flow record are made of. */
const NEEDED = ['interface_id', 'srcaddr', 'dstaddr', 'flow_direction', 'bytes', 'vpc_id', 'log_status'];
const MADE: ReadonlySet<string> = new Set(['src_app', 'dest_app', 'bytes_tx', 'bytes_rx', 'hour']);

/** A codec of VPC flow records whose rows are given the fields of flow records by AppNaming: it reads what those are made of. */
export const withAppFields = (codec: Codec<Row>): Codec<Row> => ({
  fields: [...new Set([...codec.fields, ...MADE])],
  ...(codec.open === true && { open: true as const }),
  decoder: (fields, options) =>
    codec.decoder(
      fields === 'all' ? fields : [...new Set([...fields.filter((name) => !MADE.has(name)), ...NEEDED])],
      options,
    ),
});
