import type * as z from 'zod';
import { positiveDuration } from '../settings/duration-setting.js';
import { mapSetting, textSetting } from '../settings/map-setting.js';
import { sizeSetting } from '../settings/size-setting.js';

const PREFIX = 'What the keys of the backups begin with is wanted here, such as db/nightly-.';

/** What the newest object under a prefix is to be like. */
export const newestSetting = () =>
  mapSetting({
    prefix: textSetting(PREFIX)
      .min(1, { error: PREFIX })
      .describe('What the keys begin with, from the top of the bucket on.'),
    younger: positiveDuration().optional().describe('The newest is to be younger than this, or it is stale.'),
    larger: sizeSetting().optional().describe('It is to be larger than this, or it is small.'),
    every: positiveDuration().optional().describe('How often it is looked. Default: 1m.'),
  });

export type NewestSetting = z.output<ReturnType<typeof newestSetting>>;
