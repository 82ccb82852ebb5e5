import { TidemarkError } from '../../../operators/tidemark-error.js';
import { parsedUrl } from '../../net/parsed-url.js';
import type { Sink } from '../sink.js';
import { bytesOf, cutTo } from './cut-to.js';
import { jsonContent, withMember } from './json-content.js';
import { linkOf } from './link.js';
import { factsOf, fieldsText, headingOf, type Notice } from './notice.js';
import { type ServiceOptions, serviceSink } from './service-sink.js';
import type { Urgency } from './urgency.js';

export interface NtfySinkOptions extends ServiceOptions {
  /** Server and topic, such as https://ntfy.sh/ops-alerts. */
  readonly url: string;
  /** An access token. */
  readonly token?: string;
  /** Where every message leads to: a runbook, a dashboard. */
  readonly link?: string;
}

/** Bytes of a message; a longer one becomes an attachment. */
const MESSAGE = 4096;
const TITLE = 250;
const SMALL = 600;

/**
 * Sends transitions, and other rows, to a topic of ntfy, each as a message of its own. It is plain text, not markdown.
 *
 * @example
 * ```ts
 * import { ntfySink } from 'tidemark';
 *
 * const phone = ntfySink({ url: 'https://ntfy.sh/ops-alerts' });
 * ```
 */
export const ntfySink = ({ url, token, link, ...options }: NtfySinkOptions): Sink => {
  const href = linkOf('ntfy', link);
  const { server, topic } = topicIn(url);
  return serviceSink(
    {
      name: 'ntfy',
      url: server,
      // A topic is a password.
      secrets: [topic],
      ...(token !== undefined && { headers: { authorization: `Bearer ${token.trim()}` } }),
      most: 1,
      takesRows: true,
      closes: false,
      write: ([notice], source) =>
        jsonContent({
          ...(notice !== undefined && messageOf(notice, source)),
          ...(href !== undefined && { click: href }),
        }),
      complete: (text) => withMember(text, 'topic', topic),
    },
    options,
  );
};

const messageOf = (notice: Notice, source: string) => {
  const facts = cutTo(fieldsText(factsOf(notice, source)), SMALL, undefined, bytesOf);
  const room = MESSAGE - bytesOf(facts) - 2;
  return {
    title: cutTo(headingOf(notice), TITLE, undefined, bytesOf),
    message: `${cutTo(notice.message, room, undefined, bytesOf)}\n\n${facts}`,
    priority: notice.kind === 'resolved' || notice.kind === 'row' ? NORMAL : PRIORITIES[notice.urgency],
    tags: [notice.kind === 'resolved' ? 'white_check_mark' : TAGS[notice.urgency]],
  };
};

const NORMAL = 3;
const PRIORITIES: Readonly<Record<Urgency, number>> = { critical: 5, error: 4, warning: 3, info: 2 };
const TAGS: Readonly<Record<Urgency, string>> = {
  critical: 'rotating_light',
  error: 'warning',
  warning: 'large_yellow_circle',
  info: 'information_source',
};

const topicIn = (address: string): { readonly server: string; readonly topic: string } => {
  const url = parsedUrl(address);
  const [, path = '', topic] = /^(.*\/)([-_A-Za-z0-9]{1,64})\/?$/.exec(url?.pathname ?? '') ?? [];
  if (url === undefined || topic === undefined) {
    throw new TidemarkError(
      'bad-options',
      'ntfy: the address has no topic. Write server and topic, such as https://ntfy.sh/ops-alerts.',
    );
  }
  url.pathname = path;
  url.search = '';
  return { server: url.href, topic };
};
