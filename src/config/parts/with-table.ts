import type { Row } from '../../io/codecs/fields/row.js';
import { extendedRows } from '../../io/lookup/extended-rows.js';
import type { Source } from '../../io/sources/source.js';
import type { PartSetting } from '../settings/part-setting.js';
import { tableOf } from './format.js';
import type { BuildContext, Parts } from './part.js';

/** A source whose rows are in a format, with what that format adds to them from a table. */
export const withTable = (
  source: Source<Row>,
  format: PartSetting | undefined,
  parts: Parts,
  context: Pick<BuildContext, 'clock' | 'warn'>,
): Source<Row> => {
  const table = tableOf(format, parts);
  return table === undefined ? source : extendedRows(source, () => [table.extension(context)]);
};
