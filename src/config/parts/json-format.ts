import * as z from 'zod';
import { jsonl } from '../../io/codecs/jsonl/jsonl.js';
import { JSONL_ABOUT } from '../../io/codecs/jsonl/jsonl-about.js';
import { presetAbout } from '../../io/codecs/jsonl/presets/preset-about.js';
import { PRESET_NAMES } from '../../io/codecs/jsonl/presets/presets.js';
import { late } from '../settings/late.js';
import { namedMap, textSetting } from '../settings/map-setting.js';
import { knownFields } from './known-fields.js';
import type { FieldInfo, FormatPart } from './part.js';
import { requestsOf, timeOf } from './time-of.js';

const WHOSE_JSON = `Fields and their paths are wanted here, such as { user: user.id }, or who writes the lines: ${PRESET_NAMES.join(', ')}.`;

const jsonSettings = late(() =>
  z.union(
    [
      // Of a map it is first said that it is no text, so that what is wrong within the map is found.
      textSetting(WHOSE_JSON)
        .meta({ enum: [...PRESET_NAMES] })
        .pipe(z.enum(PRESET_NAMES, { error: WHOSE_JSON })),
      namedMap('a field', textSetting('The path of a value is wanted here, such as user.id.')),
    ],
    { error: WHOSE_JSON },
  ),
);

/** Whoever says where these lie says what a request is. */
const saysRequests = (paths: Readonly<Record<string, string>>): boolean =>
  ['path', 'section', 'method', 'request', 'status'].some((name) => name in paths);

const ANY: FieldInfo = { type: 'any' };

/** JSON lines with settings: names of one's own for what lies deeper, or who writes them. */
export const jsonFormat: FormatPart<z.output<ReturnType<typeof jsonSettings>>> = {
  name: 'json',
  summary:
    'JSON lines, with names for values that lie deeper: `{ json: { user: user.id } }`; or only the requests of one who writes them: `{ json: caddy }`.',
  get settings() {
    return jsonSettings();
  },
  fields: (settings) => ({
    known:
      typeof settings === 'string'
        ? knownFields([...JSONL_ABOUT, ...presetAbout(settings)])
        : {
            ...knownFields(JSONL_ABOUT),
            ...Object.fromEntries(Object.keys(settings).map((name) => [name, ANY])),
          },
    open: true,
  }),
  takesTime: true,
  codec: (settings, time, _, onWarning) =>
    jsonl({
      ...timeOf(time),
      ...(typeof settings === 'string'
        ? { requests: settings }
        : { ...(saysRequests(settings) ? {} : requestsOf(time)), fields: settings }),
      onWarning,
    }),
};
