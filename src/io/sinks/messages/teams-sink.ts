import type { HttpAnswer } from '../http/http-poster.js';
import type { Sink } from '../sink.js';
import { bytesOf, cutTo } from './cut-to.js';
import { jsonContent } from './json-content.js';
import { linkOf } from './link.js';
import { factsOf, fieldsText, headingOf, lightOf, type Notice } from './notice.js';
import { type ServiceOptions, serviceSink } from './service-sink.js';
import type { Urgency } from './urgency.js';

export interface TeamsSinkOptions extends ServiceOptions {
  /** That of a workflow ("when a Teams webhook request is received"), or of an older incoming webhook. */
  readonly url: string;
  /** Where every message leads to: a runbook, a dashboard. */
  readonly link?: string;
}

const MOST = 10;
/** A message has at most 28 KB; so much of that is text, in bytes of JSON. */
const TOTAL = 22_000;
const HEADING = 250;
const SMALL = 600;

/**
 * Sends transitions, and other rows, to Microsoft Teams as an Adaptive Card. What comes from rows stands in text runs, which
 * know no markdown, links and mentions.
 *
 * @example
 * ```ts
 * import { teamsSink } from 'tidemark';
 *
 * const ops = teamsSink({ url: 'https://prod-01.westeurope.logic.azure.com/workflows/x/triggers/manual/paths/invoke?sig=y' });
 * ```
 */
export const teamsSink = ({ url, link, ...options }: TeamsSinkOptions): Sink => {
  const href = linkOf('teams', link);
  return serviceSink(
    {
      name: 'teams',
      url,
      most: MOST,
      takesRows: true,
      closes: false,
      statusOf,
      write: (notices, source) => {
        const room = Math.floor(TOTAL / notices.length) - HEADING - SMALL;
        return jsonContent({
          type: 'message',
          attachments: [
            {
              contentType: 'application/vnd.microsoft.card.adaptive',
              contentUrl: null,
              content: {
                $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
                type: 'AdaptiveCard',
                version: '1.4',
                msteams: { width: 'Full' },
                body: notices.flatMap((notice) => bodyOf(notice, source, room)),
                ...(href !== undefined && {
                  actions: [{ type: 'Action.OpenUrl', title: 'Open', url: href }],
                }),
              },
            },
          ],
        });
      },
    },
    options,
  );
};

const bodyOf = (notice: Notice, source: string, room: number) => [
  text(`${lightOf(notice)}${headingOf(notice)}`, HEADING, {
    weight: 'Bolder',
    size: 'Medium',
    color: notice.kind === 'resolved' ? 'Good' : COLOURS[notice.urgency],
  }),
  text(notice.message, room, {}),
  text(fieldsText(factsOf(notice, source)), SMALL, { isSubtle: true, size: 'Small' }),
];

const text = (words: string, limit: number, look: Readonly<Record<string, unknown>>) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text: cutTo(inert(words), limit, undefined, jsonBytes), ...look }],
});

const jsonBytes = (words: string): number => bytesOf(JSON.stringify(words)) - 2;

/** A card would write `{{DATE(…)}}` and `{{TIME(…)}}` as times: something that is not seen stands between the braces. */
const inert = (words: string): string => words.replace(/\{(?=\{(?:DATE|TIME)\()/gi, '{\u2060');

const COLOURS: Readonly<Record<Urgency, string>> = {
  critical: 'Attention',
  error: 'Attention',
  warning: 'Warning',
  info: 'Accent',
};

/** Older webhooks answer 200, and say in the text what went wrong. */
const statusOf = ({ status, text: said }: HttpAnswer): number | undefined => {
  const [, found] = status === 200 ? (/HTTP error (\d{3})/i.exec(said) ?? []) : [];
  return found === undefined ? undefined : Number(found);
};
