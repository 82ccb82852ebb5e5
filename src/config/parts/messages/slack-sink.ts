import type * as z from 'zod';
import { slackSink as slack } from '../../../io/sinks/messages/slack-sink.js';
import { late } from '../../settings/late.js';
import { sinkSetting } from '../../settings/sink-setting.js';
import {
  addressSetting,
  linkSettings,
  mentionSetting,
  messagePart,
  ofServices,
  together,
} from './message-part.js';

const settings = late(() =>
  sinkSetting({
    slack: addressSetting('https://hooks.slack.com/services/T…/B…/…', 'Address of an incoming webhook.'),
    mention: mentionSetting('here, channel, everyone, or an id such as U012AB3CD or S012AB3CD'),
    ...linkSettings(),
    ...together(),
    ...ofServices(),
  }),
);

/** An incoming webhook of Slack. */
export const slackSink = messagePart<z.output<ReturnType<typeof settings>>>({
  name: 'slack',
  settings,
  keys: ['mention', 'link'],
  address: ({ slack: url }) => url,
  sink: ({ slack: url, mention = [], link }, common) =>
    slack({ ...common, url, mention: [mention].flat(), ...(link !== undefined && { link }) }),
});
