import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Sink } from '../sink.js';
import { cutTo } from './cut-to.js';
import { jsonContent, withMember } from './json-content.js';
import { linkOf } from './link.js';
import { machineIncident } from './machine-incident.js';
import { headingOf, type Notice } from './notice.js';
import { type ServiceOptions, serviceSink } from './service-sink.js';

export interface PagerDutySinkOptions extends ServiceOptions {
  /** The integration key of a service, Events API v2: 32 characters. */
  readonly routingKey: string;
  /** Default: https://events.pagerduty.com/v2/enqueue; in the EU https://events.eu.pagerduty.com/v2/enqueue. */
  readonly url?: string;
  /** Where every incident leads to: a runbook, a dashboard. */
  readonly link?: string;
}

const SUMMARY = 1024;
/** Of one detail; an event has at most 512 KB. */
const DETAIL = 4096;
const MOST_DETAILS = 50;

/**
 * Triggers and resolves incidents of PagerDuty, Events API v2. A key of an alert is one incident (`dedup_key`), so a
 * reminder opens no second one. Rows that are no transitions are left out.
 *
 * @example
 * ```ts
 * import { pagerDutySink } from 'tidemark';
 *
 * const pager = pagerDutySink({ routingKey: '0123456789abcdef0123456789abcdef' });
 * ```
 */
export const pagerDutySink = ({ routingKey, url, link, ...options }: PagerDutySinkOptions): Sink => {
  const key = routingKey.trim();
  const href = linkOf('pagerduty', link);
  if (!/^[A-Za-z0-9_-]{32}$/.test(key)) {
    throw new TidemarkError(
      'bad-options',
      'pagerduty: the routing key is not one of the Events API v2, which has 32 letters and digits. Take that of an integration "Events API v2" of the service.',
    );
  }
  return serviceSink(
    {
      name: 'pagerduty',
      url: url ?? 'https://events.pagerduty.com/v2/enqueue',
      secrets: [key],
      most: 1,
      takesRows: false,
      closes: true,
      write: ([notice], source) => jsonContent(notice === undefined ? {} : eventOf(notice, source, href)),
      complete: (text) => withMember(text, 'routing_key', key),
    },
    options,
  );
};

const eventOf = (notice: Notice, source: string, href: string | undefined) => {
  const dedup_key = machineIncident(notice, source);
  if (notice.kind === 'resolved') return { event_action: 'resolve', dedup_key };
  return {
    event_action: 'trigger',
    dedup_key,
    payload: {
      summary: cutTo(notice.message.replaceAll('\n', ' '), SUMMARY),
      source: source || 'tidemark',
      severity: notice.urgency,
      ...(notice.time !== undefined && { timestamp: notice.time }),
      component: notice.pipeline,
      group: notice.stream,
      class: notice.alert,
      custom_details: detailsOf(notice),
    },
    client: 'Tidemark',
    ...(href !== undefined && { client_url: href, links: [{ href, text: 'Open' }] }),
  };
};

/** Key, value and level, and the message where it has several lines. */
export const detailsOf = (notice: Notice): Readonly<Record<string, string>> => {
  const { fields, value, threshold, severity, message } = notice;
  return Object.fromEntries([
    ...fields.slice(0, MOST_DETAILS).map(([name, text]) => [name, cutTo(text, DETAIL)] as const),
    ...(value === undefined ? [] : [['value', String(value)] as const]),
    ...(threshold === undefined ? [] : [['threshold', String(threshold)] as const]),
    ...(severity === undefined ? [] : [['severity', severity] as const]),
    ['state', headingOf(notice)],
    ['message', cutTo(message, DETAIL)],
  ]);
};
