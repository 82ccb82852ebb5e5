import type * as z from 'zod';
import { slackSink as slack } from '../../../io/sinks/messages/slack-sink.js';
import { sinkSetting } from '../../settings/sink-setting.js';
import { addressSetting, LINK, mentionSetting, messagePart, OF_SERVICES, TOGETHER } from './message-part.js';

const settings = sinkSetting({
  slack: addressSetting('https://hooks.slack.com/services/T…/B…/…', 'Address of an incoming webhook.'),
  mention: mentionSetting('here, channel, everyone, or an id such as U012AB3CD or S012AB3CD'),
  ...LINK,
  ...TOGETHER,
  ...OF_SERVICES,
});

/** An incoming webhook of Slack. */
export const slackSink = messagePart<z.output<typeof settings>>({
  name: 'slack',
  settings,
  keys: ['mention', 'link'],
  address: ({ slack: url }) => url,
  sink: ({ slack: url, mention = [], link }, common) =>
    slack({ ...common, url, mention: [mention].flat(), ...(link !== undefined && { link }) }),
});
