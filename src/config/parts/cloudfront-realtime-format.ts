import * as z from 'zod';
import { cloudfrontRealtime } from '../../io/codecs/cloudfront/cloudfront-realtime.js';
import { CLOUDFRONT_REALTIME_ABOUT } from '../../io/codecs/cloudfront/realtime-about.js';
import { late } from '../settings/late.js';
import { mapSetting, textSetting } from '../settings/map-setting.js';
import { codecFields } from './codec-fields.js';
import { given } from './given.js';
import { originalNames } from './known-fields.js';
import type { FormatPart } from './part.js';

const settings = late(() =>
  mapSetting({
    fields: z
      .array(textSetting('The name of a field is wanted here, such as sc-status.'), {
        error: 'A list of fields is wanted here, such as [timestamp, c-ip, sc-status].',
      })
      .optional()
      .meta({ examples: [['timestamp', 'c-ip', 'sc-status', 'cs-uri-stem']] })
      .describe('The fields, in the order of the real-time configuration. Default: all of them.'),
  }).optional(),
);

/** Real-time logs of CloudFront, with the fields that were chosen for them. */
export const cloudfrontRealtimeFormat: FormatPart<z.output<ReturnType<typeof settings>>> = {
  name: 'cloudfront-realtime',
  summary: 'Real-time logs of CloudFront: tabs, and the fields that were chosen for them.',
  get settings() {
    return settings();
  },
  fields: (chosen) => ({
    ...codecFields(cloudfrontRealtime(given(chosen ?? {})), CLOUDFRONT_REALTIME_ABOUT),
    names: originalNames(CLOUDFRONT_REALTIME_ABOUT),
  }),
  takesTime: false,
  codec: (chosen) => cloudfrontRealtime(given(chosen ?? {})),
};
