import type * as z from 'zod';
import { discordSink as discord } from '../../../io/sinks/messages/discord-sink.js';
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
    discord: addressSetting('https://discord.com/api/webhooks/…/…', 'Address of a webhook of a channel.'),
    mention: mentionSetting('here, everyone, user:ID or role:ID'),
    ...linkSettings(),
    ...together(),
    ...ofServices(),
  }),
);

/** A webhook of Discord. */
export const discordSink = messagePart<z.output<ReturnType<typeof settings>>>({
  name: 'discord',
  settings,
  keys: ['mention', 'link'],
  address: ({ discord: url }) => url,
  sink: ({ discord: url, mention = [], link }, common) =>
    discord({ ...common, url, mention: [mention].flat(), ...(link !== undefined && { link }) }),
});
