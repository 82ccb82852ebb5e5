import * as z from 'zod';
import { alertSettings } from './alert-settings.js';
import { conditionSetting } from './condition-setting.js';
import { durationSetting, positiveDuration } from './duration-setting.js';
import { countSetting, mapSetting, namedMap, oneOrMore, textSetting } from './map-setting.js';
import { partSetting } from './part-setting.js';
import { zoneSetting } from './zone-setting.js';

const fieldName = () => textSetting('The name of a field is wanted here.');

/** From the day on which the epoch began, which is a Thursday. */
export const WEEKDAYS = [
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
] as const;

const window = z
  .union(
    [
      positiveDuration(),
      mapSetting({
        size: positiveDuration().describe('How long a window is.'),
        every: positiveDuration().optional().describe('A window starts this often; it must divide the size.'),
        zone: zoneSetting()
          .optional()
          .describe(
            'Windows are whole days by the clock of this zone: 1d, 7d; of 23 and 25 hours where it is put forward or back. Default: days of UTC, 24 hours each.',
          ),
        offset: durationSetting()
          .optional()
          .describe('They start so long after midnight, or after the full hour or whatever they start at.'),
        starts: z
          .enum(WEEKDAYS, {
            error: 'Write monday, tuesday, wednesday, thursday, friday, saturday or sunday.',
          })
          .optional()
          .describe('The day on which weeks start. Default, with a zone: monday.'),
      }),
      mapSetting({
        session: positiveDuration().describe('A window lasts until a key is silent for so long.'),
        max: positiveDuration().optional().describe('A session is never longer than this.'),
      }),
    ],
    {
      error:
        'A window is wanted here: 10s, { size: 2m, every: 1s }, { size: 1d, zone: Europe/Berlin } or { session: 30m, max: 12h }.',
    },
  )
  .meta({
    examples: [
      '10s',
      { size: '2m', every: '1s' },
      { size: '1d', zone: 'Europe/Berlin', offset: '6h' },
      { session: '30m', max: '12h' },
    ],
  });

/** One stream of a pipeline: which rows, what is computed of them, where it goes. */
export const streamSettings = mapSetting({
  from: textSetting('rows, rejected, or the name of a stream is wanted here.')
    .optional()
    .describe(
      'rows (the default), rejected, health (how the source and the sinks stand, every 10 seconds and when something changes), or another stream, whose rows have the time at which their window starts.',
    ),
  where: conditionSetting().optional().describe('Rows for which this is not true are left out.'),
  by: oneOrMore(fieldName())
    .optional()
    .describe('Fields that make the key: measures and alerts are per key.'),
  keys: z
    .array(z.unknown())
    .optional()
    .describe('Keys known beforehand: they have windows from the start, so that absence can fire.'),
  max_keys: countSetting('A whole number above 0 is wanted here.')
    .optional()
    .describe('More keys than this go to (other). Default 10,000.'),
  window: window
    .optional()
    .describe('Tumbling (10s), sliding (size and every) or session windows. Absent: row by row.'),
  early: positiveDuration().optional().describe('Shows the open window this often, in rows marked early.'),
  measure: namedMap('a measure', textSetting('A call is wanted here, such as count() or sum(size).'))
    .optional()
    .describe('What is computed over a window: one call each.'),
  having: conditionSetting()
    .optional()
    .describe('Rows for which this is not true do not go out; alerts see them.'),
  top: mapSetting({
    n: countSetting('A whole number above 0 is wanted here.').describe('How many.'),
    by: fieldName().describe('The measure to rank by, greatest first.'),
    per: oneOrMore(fieldName()).optional().describe('So many for each value of these fields.'),
  })
    .optional()
    .describe('Only the greatest of each window go out, with their share of the total.'),
  to: oneOrMore(partSetting('sink')).optional().describe('Where the rows go. Transitions go to notify.'),
  alerts: namedMap('an alert', alertSettings)
    .optional()
    .describe('Any number of alerts; judged before having and top.'),
});

export type StreamSettings = z.output<typeof streamSettings>;
