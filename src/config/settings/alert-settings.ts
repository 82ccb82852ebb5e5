import * as z from 'zod';
import { conditionSetting } from './condition-setting.js';
import { durationSetting, positiveDuration } from './duration-setting.js';
import { levelSetting } from './level-setting.js';
import { mapSetting, oneOrMore, textSetting } from './map-setting.js';
import { muteSetting } from './mute-setting.js';
import { partSetting } from './part-setting.js';
import { spanSetting } from './span-setting.js';

/** One alert of a stream. */
export const alertSettings = mapSetting({
  value: textSetting('The name of a measure or field is wanted here.')
    .optional()
    .describe('The measure or field to judge. Exactly one of value, if and absent.'),
  if: conditionSetting().optional().describe('Fires while this is true, instead of comparing a value.'),
  absent: positiveDuration()
    .optional()
    .describe('Fires when nothing has come for so long, since a live source began too.'),
  above: levelSetting()
    .optional()
    .describe('Fires when the value is greater than this; at exactly this the state stays.'),
  below: levelSetting()
    .optional()
    .describe(
      'Fires when the value is less than this; not over a window that the start or the end of the input cuts short.',
    ),
  clear: levelSetting()
    .optional()
    .describe('Recovers only beyond this level. Default: strictly on the other side of the threshold.'),
  given: conditionSetting()
    .optional()
    .describe(
      'Where this is false the state stays as it is; of 3x rows in a row such a row is none, and does not come between them.',
    ),
  for: spanSetting()
    .optional()
    .describe('Fires only when crossed for so long, or for so many rows in a row.'),
  hold: spanSetting()
    .optional()
    .describe('Recovers only when clear for so long, or for so many rows in a row.'),
  no_data: z
    .enum(['hold', 'ok', 'fire'], { error: 'Write hold, ok or fire.' })
    .optional()
    .describe('What a window without a value means. Default: hold, the state stays.'),
  remind: positiveDuration().optional().describe('Says again that it fires, this often.'),
  mute: muteSetting()
    .optional()
    .describe(
      'Times of day in which nothing is said. It is judged all the same, and where it then stands otherwise is said when they end.',
    ),
  forget: durationSetting().optional().describe('A key that is silent for so long goes ok and is forgotten.'),
  gone: conditionSetting()
    .optional()
    .describe(
      'Where this is true the key is somebody else’s from here on: the row is not judged, what is known of the key is forgotten, and nothing is said.',
    ),
  severity: textSetting('A word is wanted here, such as page or warn.')
    .optional()
    .describe('A word that transitions carry.'),
  message: z
    .union([
      textSetting('A text is wanted here.'),
      mapSetting({
        firing: textSetting('A text is wanted here.').optional().describe('Said when it fires.'),
        ok: textSetting('A text is wanted here.').optional().describe('Said when it recovers.'),
      }),
    ])
    .optional()
    .meta({ examples: ['{section}: {error_rate:%} of {hits}'] })
    .describe('What transitions say; {field} stands for a value. A text alone is for firing.'),
  notify: oneOrMore(partSetting('route'))
    .optional()
    .describe(
      'Where transitions go: outputs, or { to, only: firing }. Default: notify of the config, or stdout.',
    ),
});

export type AlertSettings = z.output<typeof alertSettings>;
