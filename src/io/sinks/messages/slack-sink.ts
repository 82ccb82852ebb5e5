import { TidemarkError } from '../../../operators/tidemark-error.js';
import { ESCAPES } from '../escapes.js';
import type { Sink } from '../sink.js';
import { cutTo } from './cut-to.js';
import { jsonContent } from './json-content.js';
import { linkOf } from './link.js';
import { factsOf, fieldsText, headingOf, lightOf, type Notice } from './notice.js';
import { type ServiceOptions, serviceSink } from './service-sink.js';

export interface SlackSinkOptions extends ServiceOptions {
  /** That of an incoming webhook. */
  readonly url: string;
  /** Who is mentioned when an alert fires: here, channel, everyone, or the id of a user (U…) or a user group (S…). */
  readonly mention?: readonly string[];
  /** Where every message leads to: a runbook, a dashboard. */
  readonly link?: string;
}

/** Three blocks for each notice, and two more: a message has at most 50 blocks. */
const MOST = 10;
/** Characters of a header and of a text, at most. */
const HEADER = 150;
const TEXT = 3000;
/** Of what stands small; more is nothing that is read. */
const SMALL = 1000;
/** For each notice in the text of the notification. */
const SHORT = 300;

/**
 * Sends transitions, and other rows, to an incoming webhook of Slack. What comes from rows stands in plain text, escaped:
 * there are no mentions, links, formats and emoji in it.
 *
 * @example
 * ```ts
 * import { slackSink } from 'tidemark';
 *
 * const ops = slackSink({ url: 'https://hooks.slack.com/services/T0/B0/x', mention: ['here'] });
 * ```
 */
export const slackSink = ({ url, mention = [], link, ...options }: SlackSinkOptions): Sink => {
  const mentioned = mention.map(mentionOf).join(' ');
  const href = linkOf('slack', link);
  const after =
    href === undefined ? [] : [{ type: 'section', text: mrkdwn(`<${ESCAPES.slack(href)}|Open>`) }];
  return serviceSink(
    {
      name: 'slack',
      url,
      most: MOST,
      takesRows: true,
      closes: false,
      write: (notices, source) => {
        const wakes = mentioned !== '' && notices.some(({ kind }) => kind === 'firing');
        const before = wakes ? [{ type: 'section', text: mrkdwn(mentioned) }] : [];
        const text = notices.map((one) => cutTo(`${headingOf(one)}: ${one.message}`, SHORT, ESCAPES.slack));
        return jsonContent({
          text: text.join('\n'),
          mrkdwn: false,
          unfurl_links: false,
          unfurl_media: false,
          blocks: [...before, ...notices.flatMap((notice) => blocksOf(notice, source)), ...after],
        });
      },
    },
    options,
  );
};

const plain = (text: string, limit: number) => ({
  type: 'plain_text',
  text: cutTo(text, limit, ESCAPES.slack),
  emoji: false,
});

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });

const blocksOf = (notice: Notice, source: string) => [
  { type: 'header', text: plain(`${lightOf(notice)}${headingOf(notice)}`, HEADER) },
  { type: 'section', text: plain(notice.message, TEXT) },
  { type: 'context', elements: [plain(fieldsText(factsOf(notice, source)), SMALL)] },
];

const mentionOf = (who: string): string => {
  if (who === 'here' || who === 'channel' || who === 'everyone') return `<!${who}>`;
  if (/^[UW][A-Z0-9]+$/.test(who)) return `<@${who}>`;
  if (/^S[A-Z0-9]+$/.test(who)) return `<!subteam^${who}>`;
  throw new TidemarkError(
    'bad-options',
    `slack: mention is ${JSON.stringify(who)}: write here, channel, everyone, or an id such as U012AB3CD or S012AB3CD.`,
  );
};
