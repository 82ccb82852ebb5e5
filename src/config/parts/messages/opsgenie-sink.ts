import type * as z from 'zod';
import { opsgenieSink as opsgenie } from '../../../io/sinks/messages/opsgenie-sink.js';
import { late } from '../../settings/late.js';
import { textSetting } from '../../settings/map-setting.js';
import { sinkSetting } from '../../settings/sink-setting.js';
import { addressSetting, messagePart, ofServices } from './message-part.js';

const US = 'https://api.opsgenie.com';

const settings = late(() =>
  sinkSetting({
    opsgenie: textSetting('The key of an API integration is wanted here.').describe(
      'The key of an API integration.',
    ),
    url: addressSetting(
      'https://api.eu.opsgenie.com',
      `Where its API is, such as that of the EU. Default: ${US}.`,
    ).optional(),
    ...ofServices(),
  }),
);

/** Alerts of Opsgenie. */
export const opsgenieSink = messagePart<z.output<ReturnType<typeof settings>>>({
  name: 'opsgenie',
  settings,
  onlyAlerts: true,
  keys: ['url'],
  address: ({ url = US }) => url,
  sink: ({ opsgenie: apiKey, url }, common) =>
    opsgenie({ ...common, apiKey, ...(url !== undefined && { url }) }),
});
