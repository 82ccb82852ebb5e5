import * as z from 'zod';
import { alertmanagerSink as alertmanager } from '../../../io/sinks/messages/alertmanager-sink.js';
import { positiveDuration } from '../../settings/duration-setting.js';
import { late } from '../../settings/late.js';
import { sinkSetting } from '../../settings/sink-setting.js';
import { addressSetting, linkSettings, messagePart, ofServices, together } from './message-part.js';

const settings = late(() =>
  sinkSetting({
    alertmanager: addressSetting('http://alertmanager:9093', 'Where it is. Several are several outputs.'),
    labels: z
      .record(z.string(), z.string({ error: 'A text is wanted here.' }), {
        error: 'A map of labels is wanted here.',
      })
      .optional()
      .describe('Labels of every alert, over those that it has anyhow.'),
    resend: positiveDuration().optional().describe('How often it is told again of what fires. Default: 1m.'),
    ...linkSettings(),
    ...together(),
    ...ofServices(),
  }),
);

/** An Alertmanager. */
export const alertmanagerSink = messagePart<z.output<ReturnType<typeof settings>>>({
  name: 'alertmanager',
  settings,
  onlyAlerts: true,
  keys: ['labels', 'resend', 'link'],
  address: ({ alertmanager: url }) => url,
  sink: ({ alertmanager: url, labels, resend, link }, common, { warn, hasAlert }) =>
    alertmanager({
      ...common,
      url,
      onWarning: warn,
      ...(hasAlert !== undefined && { hasAlert }),
      ...(labels !== undefined && { labels }),
      ...(resend !== undefined && { resend }),
      ...(link !== undefined && { link }),
    }),
});
