import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Duration } from '../../../operators/time/duration.js';
import type { HttpContent } from '../http/body-template.js';
import type { Sink } from '../sink.js';
import { cutTo } from './cut-to.js';
import { jsonContent } from './json-content.js';
import { linkOf } from './link.js';
import { factsOf, fieldsText, headingOf, type Notice } from './notice.js';
import { resending } from './resending.js';
import { type ServiceOptions, serviceSink } from './service-sink.js';

export interface AlertmanagerSinkOptions extends ServiceOptions {
  /** Where it is, such as http://alertmanager:9093. */
  readonly url: string;
  /** Labels of every alert, over those that it has anyhow. */
  readonly labels?: Readonly<Record<string, string>>;
  /** How often it is told again of what fires: it forgets after five minutes (`resolve_timeout`). 1m by default. */
  readonly resend?: Duration;
  /** What alerts lead to: a runbook, a dashboard. */
  readonly link?: string;
  /** Whether there is such an alert of a stream: of one that is gone nothing is said again. Default: there is. */
  readonly hasAlert?: (stream: string, alert: string) => boolean;
  /** Told, in a sentence, what whoever runs the program may want to know. */
  readonly onWarning?: (message: string) => void;
}

/** An alert as its API takes it. */
interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  /** Present: it is over. */
  readonly endsAt?: string;
  readonly generatorURL?: string;
}

/** Which alert each one in a content is, whatever its labels: settings give it others. Not sent. */
interface AlertsContent extends HttpContent {
  readonly about: readonly Pick<Notice, 'incident' | 'stream' | 'alert'>[];
}

/** What fires, as it is said again. */
interface Firing {
  readonly stream: string;
  readonly alert: string;
  readonly said: Alert;
}

const MOST = 100;
/** Characters of a label and of an annotation; Alertmanager says no number. */
const LABEL = 1024;
const ANNOTATION = 8000;

/**
 * Sends alerts to an Alertmanager, API v2, and again and again while they fire. Rows that are no transitions are left out.
 *
 * @example
 * ```ts
 * import { alertmanagerSink } from 'tidemark';
 *
 * const alerts = alertmanagerSink({ url: 'http://alertmanager:9093', labels: { team: 'web' } });
 * ```
 */
export const alertmanagerSink = (given: AlertmanagerSinkOptions): Sink => {
  const { url, labels = {}, resend = '1m', link, hasAlert = () => true, onWarning, ...options } = given;
  const bad = Object.keys(labels).find((name) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name));
  if (bad !== undefined) {
    throw new TidemarkError(
      'bad-options',
      `alertmanager: ${JSON.stringify(bad)} is no label: write letters, digits and _.`,
    );
  }
  const href = linkOf('alertmanager', link);
  const sink = serviceSink(
    {
      name: 'alertmanager',
      url: `${url.replace(/\/+(api\/v2(\/alerts\/?)?)?$/, '')}/api/v2/alerts`,
      most: MOST,
      takesRows: false,
      closes: true,
      write: (notices, source): AlertsContent => ({
        ...jsonContent(notices.map((notice) => alertOf(notice, source, labels, href))),
        about: notices.map(({ incident, stream, alert }) => ({ incident, stream, alert })),
      }),
    },
    options,
  );
  return resending<Firing>(sink, {
    every: resend,
    most: MOST,
    clock: options.clock,
    changes: (content) => {
      // Only what is written above comes here.
      const { text, about } = content as AlertsContent;
      const alerts = JSON.parse(text) as readonly Alert[];
      return about.flatMap(({ incident, stream, alert }, i) => {
        const said = alerts[i];
        if (said === undefined) return [];
        return [[incident, said.endsAt === undefined ? { stream, alert, said } : undefined] as const];
      });
    },
    write: (firing) => jsonContent(firing.map(({ said }) => said)),
    canEnd: ({ stream, alert }) => hasAlert(stream, alert),
    onWarning,
  });
};

const alertOf = (
  notice: Notice,
  source: string,
  labels: Readonly<Record<string, string>>,
  href: string | undefined,
): Alert => {
  const { kind, time, alert, pipeline, stream, severity, message } = notice;
  const own = {
    alertname: alert,
    instance: source,
    pipeline,
    stream,
    ...(severity !== undefined && { severity }),
  };
  const all = { ...own, ...keyLabels(notice, own), ...labels };
  const cut = Object.entries(all).map(([name, text]) => [name, cutTo(text, LABEL)] as const);
  const isCut = Object.values(all).some(({ length }) => length > LABEL);
  return {
    labels: Object.fromEntries([...cut, ...(isCut ? [['incident', notice.incident] as const] : [])]),
    annotations: {
      summary: headingOf(notice),
      description: cutTo(message, ANNOTATION),
      details: cutTo(fieldsText(factsOf(notice, source)), ANNOTATION),
    },
    ...(time !== undefined && (kind === 'resolved' ? { endsAt: time } : { startsAt: time })),
    ...(kind === 'resolved' && time === undefined && { endsAt: new Date(0).toISOString() }),
    ...(href !== undefined && { generatorURL: href }),
  };
};

/** The fields of the key, by names that labels may have and that none has yet. */
const keyLabels = (
  { fields }: Notice,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const labels = new Map<string, string>();
  for (const [field, text] of fields) {
    let name = field.replace(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d|$)/, '_');
    while (Object.hasOwn(own, name) || labels.has(name)) name = `key_${name}`;
    // An empty label is none.
    labels.set(name, text === '' ? '""' : text);
  }
  return Object.fromEntries(labels);
};
