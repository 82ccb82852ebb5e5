import type { Codec } from '../../io/codecs/codec.js';
import type { FieldAbout } from '../../io/codecs/fields/field-about.js';
import type { Row } from '../../io/codecs/fields/row.js';
import { knownFields } from './known-fields.js';
import type { RowFields } from './part.js';

/** The fields that a codec names, with what is known of them. */
export const codecFields = ({ fields, open }: Codec<Row>, about: readonly FieldAbout[] = []): RowFields => {
  const known = knownFields(about);
  return {
    known: Object.fromEntries(fields.map((name) => [name, known[name] ?? { type: 'any' }])),
    open: open === true,
  };
};
