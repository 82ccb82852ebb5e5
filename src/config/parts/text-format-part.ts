import * as z from 'zod';
import type { TextFormat, TextFormatOptions } from '../../io/codecs/text-format/text-format.js';
import { mapSetting } from '../settings/map-setting.js';
import { knownFields, originalNames } from './known-fields.js';
import type { FormatPart, TimeSettings } from './part.js';

const yearlessSettings = mapSetting({
  year: z
    .int({ error: 'A year is wanted here.' })
    .optional()
    .describe(
      'The year of the first line, for times without one. Default: the latest that can be when the file was written.',
    ),
}).optional();

/** The part of a format of text: its fields are what it says of them, and only times without a year need a setting. */
export const textFormatPart = (format: TextFormat): FormatPart<z.output<typeof yearlessSettings>> => ({
  name: format.name,
  summary: format.summary,
  ...(format.yearless && { settings: yearlessSettings }),
  fields: () => ({
    known: knownFields(format.about),
    open: false,
    names: originalNames(format.about),
  }),
  takesTime: false,
  codec: ({ year } = {}, time) => format.codec({ ...(year !== undefined && { year }), ...timeOf(time) }),
});

const timeOf = ({ zone, stamp }: TimeSettings): Pick<TextFormatOptions, 'time'> => ({
  time: { ...(zone !== undefined && { zone }), ...(stamp === 'end' && { stamp }) },
});
