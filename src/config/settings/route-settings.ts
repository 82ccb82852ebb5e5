import * as z from 'zod';
import { mapSetting, oneOrMore, textSetting } from './map-setting.js';
import { partSetting } from './part-setting.js';

/** Outputs for some transitions only. */
export const routeSettings = mapSetting({
  to: oneOrMore(partSetting('sink')).describe('Where they go.'),
  severity: oneOrMore(textSetting('A severity is wanted here, such as page.'))
    .optional()
    .describe('Only those of alerts of these severities. Default: of all.'),
  only: z
    .enum(['firing'], { error: 'Write firing, or take it out.' })
    .optional()
    .describe('Only that an alert fires, and not that it has recovered. Default: both.'),
});

export type RouteSettings = z.output<typeof routeSettings>;
