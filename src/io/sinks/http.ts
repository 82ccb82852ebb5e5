import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../operators/time/duration.js';
import { type Clock, systemClock } from '../clock.js';
import type { Escape } from './escapes.js';
import { type BodyTemplate, type BodyWriter, bodyWriter, type HttpContent } from './http/body-template.js';
import { batchRows, type HttpBatcherOptions } from './http/http-batcher.js';
import { refusedBy } from './http/http-failure.js';
import { type HttpAnswer, httpPoster } from './http/http-poster.js';
import { httpTarget } from './http/http-target.js';
import { retryAfter } from './http/retry-after.js';
import { kindOfRow } from './row-kind.js';
import type { Sink } from './sink.js';

export interface HttpSinkOptions {
  /** http or https; a user and password in it are sent as basic authorization. */
  readonly url: string;
  /** What people call this output; its destination by default. */
  readonly name?: string;
  /** POST by default. */
  readonly method?: 'POST' | 'PUT' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: a JSON array of the rows as JSON lines write them. */
  readonly body?: BodyTemplate;
  /** Bodies of transitions in one state, instead of `body`. A reminder has that of firing where it has none of its own. */
  readonly bodies?: { readonly [K in StatedKind]?: BodyTemplate };
  /**
   * What values in bodies stand in: `json`, `url`, `html`, `markdown`, `slack` or `none`. Default: as the content type of
   * `headers` says; in a text that is JSON so that it stays JSON; else as they are. JSON stays JSON but for `none`.
   */
  readonly escape?: Escape;
  /** The name that rows have for a field of `body` that they do not have as it is written, as `user_id` for `userId`. */
  readonly nameOf?: (written: string) => string;
  /** Rows that come within `every` of event time go together; `max` (100 by default) go at once. Default: the rows of one commit. */
  readonly batch?: { readonly every?: Duration; readonly max?: number };
  /** For the whole exchange, from connecting to the end of the answer. 10s by default. */
  readonly timeout?: Duration;
  /** Sends also the transitions that only say that all is well at the start; false by default. */
  readonly initial?: boolean;
  readonly clock?: Clock;
  /** Told of every answer, its text without address and values of headers. */
  readonly onAnswer?: (answer: HttpAnswer) => void;
}

/**
 * Sends rows to a webhook, at least once: `Idempotency-Key` is the delivery's id, a hash of the ids of its rows, and
 * the same when it is sent again.
 *
 * Rows wait in the committed memory until `batch.max` are there, or the watermark has moved on by `batch.every`
 * since the first of them came, or the input has ended. In a string of a body, `{field}` stands for a field of the row
 * or of its key, for several rows with a line for each; an unknown field is empty, and `{{field}}` stands for `{field}`.
 *
 * Any 2xx is success, and redirects are not followed. 408, 425, 429, 5xx, failing connections and timeouts reject with a
 * retryable 'undeliverable' (with `retryAfter` where the server says), anything else with one for good: the whole
 * delivery is refused, because an answer does not say of which row it speaks, and to send the rows again one by one would
 * give a receiver that had stored some of them those a second time, under other keys. Messages and the destination hold
 * the origin and a hash, never path, query, credentials or headers. Throws TidemarkError 'bad-options'
 * for options that cannot be sent.
 *
 * @example
 * ```ts
 * import { httpSink } from 'tidemark';
 *
 * const chat = httpSink({ url: 'https://chat.example/hook', timeout: '5s' });
 * ```
 */
export const httpSink = (options: HttpSinkOptions): Sink => {
  const { method = 'POST', initial = false, clock = systemClock() } = options;
  const { destination, url, headers, secrets } = httpTarget(options.url, options.headers ?? {});
  const timeout = toMilliseconds(options.timeout ?? '10s');
  const max = options.batch?.max ?? 100;
  if (!Number.isSafeInteger(max) || max < 1) {
    throw new TidemarkError('bad-options', `HTTP sink: batch.max is ${max}: pass a whole number, 1 or more.`);
  }
  if (!(timeout > 0)) {
    throw new TidemarkError(
      'bad-options',
      'HTTP sink: timeout is 0, which nothing can meet. Write for example 10s.',
    );
  }
  const every = toMilliseconds(options.batch?.every ?? 0);
  const batching = { every, max, initial, ...writing(options, headers['content-type']) };
  const poster = httpPoster({
    ...{ destination, url, method, headers, secrets, timeout, clock },
    judge: ({ status, retryAfter: header, date }) =>
      status >= 200 && status < 300
        ? undefined
        : refusedBy(destination, status, retryAfter(header, date, clock.now())),
    ...(options.onAnswer !== undefined && { onAnswer: options.onAnswer }),
  });

  return {
    name: options.name ?? destination,
    destination,
    guarantee: 'at least once',
    compose: (rows, { saved }, watermark) => batchRows(rows, saved, watermark, batching),
    write: ({ id, body }, stop) => poster.post(id, body as HttpContent, stop),
    close: () => poster.close(),
  };
};

export type StatedKind = 'firing' | 'resolved' | 'reminder';

/** How rows are written, and which of them go together: only those with the same body. */
const writing = (
  { body, bodies = {}, nameOf, escape: asked }: HttpSinkOptions,
  contentType: string | undefined,
): Pick<HttpBatcherOptions, 'write' | 'kindOf'> => {
  const writerOf = (template: BodyTemplate | undefined): BodyWriter =>
    bodyWriter(template, { nameOf, escape: asked, contentType });
  const usual = writerOf(body);
  const stated = new Map<string, BodyWriter>();
  const { firing = body, resolved = body, reminder = firing } = bodies;
  for (const [kind, template] of Object.entries({ firing, resolved, reminder }))
    if (template !== body) stated.set(kind, writerOf(template));
  if (stated.size === 0) return { write: usual };
  const kindOf = (row: string): string => {
    const kind = kindOfRow(JSON.parse(row));
    return stated.has(kind) ? kind : '';
  };
  return { kindOf, write: (rows) => (stated.get(kindOf(rows[0] ?? '{}')) ?? usual)(rows) };
};
