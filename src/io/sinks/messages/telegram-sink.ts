import { TidemarkError } from '../../../operators/tidemark-error.js';
import { ESCAPES } from '../escapes.js';
import type { HttpAnswer } from '../http/http-poster.js';
import type { Sink } from '../sink.js';
import { cutTo } from './cut-to.js';
import { jsonContent } from './json-content.js';
import { fieldsIn } from './judge-answer.js';
import { linkOf } from './link.js';
import { factsOf, fieldsText, headingOf, lightOf, type Notice } from './notice.js';
import { type ServiceOptions, serviceSink } from './service-sink.js';

export interface TelegramSinkOptions extends ServiceOptions {
  /** That of a bot, such as 123456:ABC-DEF. */
  readonly token: string;
  /** A number, or @name of a public channel. */
  readonly chat: string;
  /** A topic of a forum. */
  readonly topic?: number;
  /** Default: https://api.telegram.org. */
  readonly url?: string;
  /** Where every message leads to: a runbook, a dashboard. */
  readonly link?: string;
}

const MOST = 10;
/** Characters of a message. */
const TOTAL = 4096;

/**
 * Sends transitions, and other rows, to a chat of Telegram by a bot. What comes from rows stands in code, where Telegram
 * looks for no mentions, commands and links.
 *
 * @example
 * ```ts
 * import { telegramSink } from 'tidemark';
 *
 * const ops = telegramSink({ token: '123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr', chat: '-1001234567890' });
 * ```
 */
export const telegramSink = ({ token, chat, topic, url, link, ...options }: TelegramSinkOptions): Sink => {
  const secret = token.trim();
  if (!/^\d+:[\w-]+$/.test(secret)) {
    throw new TidemarkError(
      'bad-options',
      'telegram: this is no token of a bot, which is a number, a colon, and letters, such as 123456:ABC-DEF.',
    );
  }
  if (!/^(-?\d+|@\w+)$/.test(chat)) {
    throw new TidemarkError(
      'bad-options',
      'telegram: chat is no chat. Write its number, such as "-1001234567890", or @name of a public channel.',
    );
  }
  const href = linkOf('telegram', link);
  const last = href === undefined ? '' : `\n<a href="${ESCAPES.html(href)}">Open</a>`;
  const base = (url ?? 'https://api.telegram.org').replace(/\/+$/, '');
  return serviceSink(
    {
      name: 'telegram',
      url: `${base}/bot${secret}/sendMessage`,
      secrets: [secret, chat],
      most: MOST,
      takesRows: true,
      closes: false,
      statusOf,
      write: (notices, source) => {
        const room = Math.floor((TOTAL - last.length) / notices.length) - 2;
        return jsonContent({
          chat_id: chat,
          ...(topic !== undefined && { message_thread_id: topic }),
          text: `${notices.map((notice) => textOf(notice, source, room)).join('\n\n')}${last}`,
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
          disable_notification: notices.every(({ kind }) => kind === 'resolved'),
        });
      },
    },
    options,
  );
};

/** Tags and line breaks of one notice. */
const MARKUP = '<b></b>\n<pre></pre>\n<code></code>'.length;

const textOf = (notice: Notice, source: string, room: number): string => {
  const heading = cutTo(headingOf(notice), Math.floor(room / 5), ESCAPES.html);
  const light = lightOf(notice);
  const facts = cutTo(fieldsText(factsOf(notice, source)), Math.floor(room / 4), ESCAPES.html);
  const left = room - MARKUP - light.length - heading.length - facts.length;
  return `${light}<b>${heading}</b>\n<pre>${cutTo(notice.message, left, ESCAPES.html)}</pre>\n<code>${facts}</code>`;
};

/** The code is in the body too, where a proxy has made a 200 of it. */
const statusOf = ({ text }: HttpAnswer): number | undefined => {
  const { ok, error_code: code } = fieldsIn(text);
  return ok === false && typeof code === 'number' ? code : undefined;
};
