import { TidemarkError } from '../../../operators/tidemark-error.js';
import { parsedUrl } from '../../net/parsed-url.js';
import { ESCAPES } from '../escapes.js';
import type { Sink } from '../sink.js';
import { cutTo } from './cut-to.js';
import { jsonContent } from './json-content.js';
import { machineIncident } from './machine-incident.js';
import { headingOf, type Notice } from './notice.js';
import { detailsOf } from './pagerduty-sink.js';
import { type ServiceOptions, serviceSink } from './service-sink.js';
import type { Urgency } from './urgency.js';

export interface OpsgenieSinkOptions extends ServiceOptions {
  /** The key of an API integration. */
  readonly apiKey: string;
  /** Default: https://api.opsgenie.com; in the EU https://api.eu.opsgenie.com. */
  readonly url?: string;
}

/** Characters of each. */
const MESSAGE = 130;
const DESCRIPTION = 15_000;
const SOURCE = 100;
const NOTE = 25_000;
const DETAILS = 8000;

/**
 * Opens and closes alerts of Opsgenie. A key of an alert is one of them (`alias`), so a reminder only counts. Rows that are
 * no transitions are left out.
 *
 * @example
 * ```ts
 * import { opsgenieSink } from 'tidemark';
 *
 * const pager = opsgenieSink({ apiKey: '01234567-89ab-cdef-0123-456789abcdef' });
 * ```
 */
export const opsgenieSink = ({ apiKey, url, ...options }: OpsgenieSinkOptions): Sink => {
  const key = apiKey.trim();
  const base = (url ?? 'https://api.opsgenie.com').replace(/\/+(v2\/alerts\/?)?$/, '');
  if (!/^[\w-]+$/.test(key)) {
    throw new TidemarkError('bad-options', 'opsgenie: the key holds other than letters, digits and hyphens.');
  }
  const prefix = parsedUrl(base)?.pathname.replace(/\/$/, '') ?? '';
  return serviceSink(
    {
      name: 'opsgenie',
      url: `${base}/v2/alerts`,
      headers: { authorization: `GenieKey ${key}` },
      most: 1,
      takesRows: false,
      closes: true,
      write: ([notice], source) => {
        if (notice === undefined) return jsonContent({});
        const alias = machineIncident(notice, source);
        const from = cutTo(source, SOURCE);
        if (notice.kind !== 'resolved') return jsonContent({ alias, ...alertOf(notice), source: from });
        const path = `${prefix}/v2/alerts/${ESCAPES.url(alias)}/close?identifierType=alias`;
        return jsonContent({ source: from, user: 'Tidemark', note: cutTo(notice.message, NOTE) }, path);
      },
    },
    options,
  );
};

const alertOf = (notice: Notice) => ({
  message: cutTo(notice.message.replaceAll('\n', ' '), MESSAGE),
  description: cutTo(notice.message, DESCRIPTION),
  priority: priorityOf(notice),
  tags: ['tidemark'],
  entity: cutTo(`${notice.pipeline} / ${notice.stream}`, 512),
  details: within(DETAILS, { ...detailsOf(notice), state: headingOf(notice) }),
});

const PRIORITIES: Readonly<Record<Urgency, string>> = {
  critical: 'P1',
  error: 'P2',
  warning: 'P3',
  info: 'P5',
};

/** A severity may be a priority itself. */
const priorityOf = ({ severity, urgency }: Notice): string =>
  severity !== undefined && /^p[1-5]$/i.test(severity) ? severity.toUpperCase() : PRIORITIES[urgency];

/** As many details as cutTo, names included; the message is elsewhere. */
const within = (
  total: number,
  { message: _, ...details }: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const each = Math.floor(total / (2 * Object.keys(details).length));
  return Object.fromEntries(
    Object.entries(details).map(([name, text]) => [cutTo(name, each), cutTo(text, each)] as const),
  );
};
