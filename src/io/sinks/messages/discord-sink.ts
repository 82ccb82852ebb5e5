import { TidemarkError } from '../../../operators/tidemark-error.js';
import { parsedUrl } from '../../net/parsed-url.js';
import { ESCAPES } from '../escapes.js';
import type { Sink } from '../sink.js';
import { cutTo } from './cut-to.js';
import { jsonContent } from './json-content.js';
import { linkOf } from './link.js';
import { factsOf, fieldsText, headingOf, lightOf, type Notice } from './notice.js';
import { type ServiceOptions, serviceSink } from './service-sink.js';
import type { Urgency } from './urgency.js';

export interface DiscordSinkOptions extends ServiceOptions {
  /** That of a webhook of a channel. */
  readonly url: string;
  /** Who is mentioned when an alert fires: here, everyone, or user:ID or role:ID. */
  readonly mention?: readonly string[];
  /** Where every message leads to: a runbook, a dashboard. */
  readonly link?: string;
}

/** Embeds in a message, and characters in all of them. */
const MOST = 10;
const TOTAL = 6000;
const TITLE = 256;
const DESCRIPTION = 4096;
const FOOTER = 512;

/**
 * Sends transitions, and other rows, to a webhook of Discord, each as an embed. What comes from rows is escaped, and nobody
 * is mentioned but who `mention` names.
 *
 * @example
 * ```ts
 * import { discordSink } from 'tidemark';
 *
 * const ops = discordSink({ url: 'https://discord.com/api/webhooks/1/x', mention: ['role:1234'] });
 * ```
 */
export const discordSink = ({ url, mention = [], link, ...options }: DiscordSinkOptions): Sink => {
  const mentioned = mention.map(mentionOf);
  const href = linkOf('discord', link);
  return serviceSink(
    {
      name: 'discord',
      url: waiting(url),
      most: MOST,
      takesRows: true,
      closes: false,
      write: (notices, source) => {
        const wakes = notices.some(({ kind }) => kind === 'firing') ? mentioned : [];
        const room = Math.floor(TOTAL / notices.length);
        const ids = (kind: Mention['kind']): readonly string[] =>
          wakes.filter((one) => one.kind === kind).map(({ id }) => id);
        return jsonContent({
          ...(wakes.length > 0 && { content: wakes.map(({ text }) => text).join(' ') }),
          embeds: notices.map((notice) => embedOf(notice, source, room, href)),
          allowed_mentions: {
            parse: ids('all').length > 0 ? ['everyone'] : [],
            users: ids('user'),
            roles: ids('role'),
          },
        });
      },
    },
    options,
  );
};

/** Asked to wait, the service says what is wrong with a message instead of dropping it. */
const waiting = (url: string): string => {
  const asked = parsedUrl(url);
  if (asked === undefined) return url;
  asked.searchParams.set('wait', 'true');
  return asked.href;
};

const embedOf = (notice: Notice, source: string, room: number, url: string | undefined) => {
  const title = cutTo(
    `${lightOf(notice)}${headingOf(notice)}`,
    Math.min(TITLE, Math.floor(room / 4)),
    ESCAPES.markdown,
  );
  // A footer knows no markdown.
  const footer = cutTo(fieldsText(factsOf(notice, source)), Math.min(FOOTER, Math.floor(room / 4)));
  const left = Math.min(DESCRIPTION, room - title.length - footer.length);
  return {
    title,
    description: cutTo(notice.message, left, ESCAPES.markdown),
    color: notice.kind === 'resolved' ? GREEN : COLOURS[notice.urgency],
    ...(notice.time !== undefined && { timestamp: notice.time }),
    footer: { text: footer },
    ...(url !== undefined && { url }),
  };
};

const GREEN = 0x2eb67d;
const COLOURS: Readonly<Record<Urgency, number>> = {
  critical: 0xd00000,
  error: 0xe8590c,
  warning: 0xf2c744,
  info: 0x3b82f6,
};

interface Mention {
  readonly kind: 'all' | 'user' | 'role';
  readonly id: string;
  readonly text: string;
}

const mentionOf = (who: string): Mention => {
  if (who === 'here' || who === 'everyone') return { kind: 'all', id: who, text: `@${who}` };
  const [, kind, id] = /^(user|role):(\d{1,20})$/.exec(who) ?? [];
  if (id !== undefined && kind === 'user') return { kind, id, text: `<@${id}>` };
  if (id !== undefined && kind === 'role') return { kind, id, text: `<@&${id}>` };
  throw new TidemarkError(
    'bad-options',
    `discord: mention is ${JSON.stringify(who)}: write here, everyone, user:ID or role:ID.`,
  );
};
