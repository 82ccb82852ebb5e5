import type * as z from 'zod';
import { ntfySink as ntfy } from '../../../io/sinks/messages/ntfy-sink.js';
import { late } from '../../settings/late.js';
import { textSetting } from '../../settings/map-setting.js';
import { sinkSetting } from '../../settings/sink-setting.js';
import { addressSetting, linkSettings, messagePart, ofServices } from './message-part.js';

const settings = late(() =>
  sinkSetting({
    ntfy: addressSetting('https://ntfy.sh/ops-alerts', 'Server and topic.'),
    token: textSetting('An access token is wanted here.')
      .optional()
      .describe('An access token, where the topic wants one.'),
    ...linkSettings(),
    ...ofServices(),
  }),
);

/** A topic of ntfy. */
export const ntfySink = messagePart<z.output<ReturnType<typeof settings>>>({
  name: 'ntfy',
  settings,
  keys: ['link'],
  address: ({ ntfy: url }) => url,
  sink: ({ ntfy: url, token, link }, common) =>
    ntfy({ ...common, url, ...(token !== undefined && { token }), ...(link !== undefined && { link }) }),
});
