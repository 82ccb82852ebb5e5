import type * as z from 'zod';
import { pagerDutySink as pagerDuty } from '../../../io/sinks/messages/pagerduty-sink.js';
import { late } from '../../settings/late.js';
import { textSetting } from '../../settings/map-setting.js';
import { sinkSetting } from '../../settings/sink-setting.js';
import { addressSetting, linkSettings, messagePart, ofServices } from './message-part.js';

const US = 'https://events.pagerduty.com/v2/enqueue';

const settings = late(() =>
  sinkSetting({
    pagerduty: textSetting('An integration key (Events API v2) is wanted here, of 32 characters.').describe(
      'The integration key, or routing key, of an integration "Events API v2".',
    ),
    url: addressSetting(
      'https://events.eu.pagerduty.com/v2/enqueue',
      `Where events go, such as that of the EU. Default: ${US}.`,
    ).optional(),
    ...linkSettings(),
    ...ofServices(),
  }),
);

/** Incidents of PagerDuty. */
export const pagerdutySink = messagePart<z.output<ReturnType<typeof settings>>>({
  name: 'pagerduty',
  settings,
  onlyAlerts: true,
  keys: ['link', 'url'],
  address: ({ url = US }) => url,
  sink: ({ pagerduty: routingKey, url, link }, common) =>
    pagerDuty({
      ...common,
      routingKey,
      ...(url !== undefined && { url }),
      ...(link !== undefined && { link }),
    }),
});
