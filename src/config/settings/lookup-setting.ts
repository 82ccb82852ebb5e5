import * as z from 'zod';
import { mapSetting, namedMap, textSetting } from './map-setting.js';

const column = textSetting('The name of a column is wanted here, or a path such as location.time_zone.');

/** What tables say of a field of rows, by the field that rows get. */
export const lookupSetting = namedMap(
  'a field',
  mapSetting({
    from: textSetting('The name of a file is wanted here, such as geo.mmdb or teams.csv.').describe(
      'A MaxMind database (.mmdb), or a CSV with a header: networks in a first column called network, the narrowest counts; or values. Blanks around cells that are not in quotes are no part of them; of a key that comes again the last line counts.',
    ),
    key: textSetting('The name of a field is wanted here.').describe('The field of rows that is looked up.'),
    columns: z
      .union(
        [
          z.array(column).min(1, { error: 'Columns are wanted here: this list is empty.' }),
          z.record(z.string(), column),
        ],
        {
          error: 'Columns are wanted here: a list, or a map of fields to columns.',
        },
      )
      .optional()
      .meta({ examples: [['team', 'site'], { country: 'country', zone: 'location.time_zone' }] })
      .describe(
        'The fields that rows get, and which columns they are. Default: one, called as the lookup, and the column of that name or the only one.',
      ),
  }),
);
