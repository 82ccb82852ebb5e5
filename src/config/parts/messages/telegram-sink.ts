import * as z from 'zod';
import { telegramSink as telegram } from '../../../io/sinks/messages/telegram-sink.js';
import { late } from '../../settings/late.js';
import { countSetting, textSetting } from '../../settings/map-setting.js';
import { sinkSetting } from '../../settings/sink-setting.js';
import { addressSetting, linkSettings, messagePart, ofServices, together } from './message-part.js';

const API = 'https://api.telegram.org';
const CHAT = 'The number of a chat is wanted here, such as "-1001234567890", or @name of a public channel.';

const settings = late(() =>
  sinkSetting({
    telegram: textSetting('The token of a bot is wanted here, such as 123456:ABC-DEF.').describe(
      'The token of a bot.',
    ),
    chat: z
      .union([z.string(), z.int()], { error: CHAT })
      .transform(String)
      .describe('The number of a chat, or @name of a public channel.'),
    topic: countSetting('The number of a topic is wanted here.')
      .optional()
      .describe('The number of a topic of a forum.'),
    url: addressSetting('http://localhost:8081', `Where its API is. Default: ${API}.`).optional(),
    ...linkSettings(),
    ...together(),
    ...ofServices(),
  }),
);

/** A chat of Telegram. */
export const telegramSink = messagePart<z.output<ReturnType<typeof settings>>>({
  name: 'telegram',
  settings,
  keys: ['chat', 'link', 'url'],
  address: ({ url = API }) => url,
  sink: ({ telegram: token, chat, topic, url, link }, common) =>
    telegram({
      ...common,
      token,
      chat,
      ...(topic !== undefined && { topic }),
      ...(url !== undefined && { url }),
      ...(link !== undefined && { link }),
    }),
});
