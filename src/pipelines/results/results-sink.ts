import { type Clock, systemClock } from '../../io/clock.js';
import type { HttpContent } from '../../io/sinks/http/body-template.js';
import { batchRows } from '../../io/sinks/http/http-batcher.js';
import { refusedBy } from '../../io/sinks/http/http-failure.js';
import { type HttpAnswer, httpPoster } from '../../io/sinks/http/http-poster.js';
import { httpTarget } from '../../io/sinks/http/http-target.js';
import { retryAfter } from '../../io/sinks/http/retry-after.js';
import type { Emitted, Sink } from '../../io/sinks/sink.js';
import { type Duration, toMilliseconds } from '../../operators/time/duration.js';
import { LONGEST, type ProbeResult } from './result.js';

export interface ResultsSinkOptions {
  /** Where the logs API takes results. */
  readonly url: string;
  readonly name?: string | undefined;
  readonly token?: string | undefined;
  /** For the whole exchange. 10s by default. */
  readonly timeout?: Duration | undefined;
  readonly clock?: Clock | undefined;
  /** Told of every answer. */
  readonly onAnswer?: ((answer: HttpAnswer) => void) | undefined;
}

type Result = Omit<ProbeResult, 'time'> & { readonly time: string };

/** A row of a monitor, as far as it is a result. */
interface Row {
  readonly monitor?: unknown;
  readonly series?: unknown;
  readonly test_id?: unknown;
  readonly status?: unknown;
}

/** What was not begun, or not seen to its end, is no result. */
const isResult = ({ row }: Emitted): boolean => {
  const { monitor, series, test_id, status } = row as Row;
  const areTexts = [monitor, series, test_id].every((one) => typeof one === 'string');
  return areTexts && (status === 'success' || status === 'fail');
};

/** The result that a row, as it is written, says. */
const resultOf = (written: string): Result => {
  // Only what `isResult` has let through was written.
  const row = JSON.parse(written) as Result & {
    series: string;
    class: string;
    detail: string | null;
    duration: number | null;
  };
  const { time, monitor, test_id, status, request_id } = row;
  const error = status === 'fail' ? `${row.class}${row.detail === null ? '' : `: ${row.detail}`}` : null;
  return {
    time,
    monitor,
    probe: row.series.slice(0, LONGEST.probe),
    test_id,
    status,
    latency_ms: row.duration,
    error,
    request_id,
  };
};

/**
 * Sends what came of tests to a logs API, one result a request. It may be sent again, and is one line there all the same: it
 * is known by its monitor and its test.
 */
export const resultsSink = (options: ResultsSinkOptions): Sink => {
  const { clock = systemClock(), token, onAnswer } = options;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const target = httpTarget(options.url, headers);
  const destination = target.destination.replace(/^http/, 'logs');
  const poster = httpPoster({
    ...target,
    destination,
    method: 'POST',
    timeout: toMilliseconds(options.timeout ?? '10s'),
    clock,
    judge: ({ status, text, retryAfter: header, date }) =>
      status >= 200 && status < 300
        ? undefined
        : refusedBy(destination, status, retryAfter(header, date, clock.now()), reasonIn(text)),
    ...(onAnswer !== undefined && { onAnswer }),
  });
  const write = ([row = '{}']: readonly string[]): HttpContent => ({
    type: 'application/json',
    text: JSON.stringify(resultOf(row)),
  });
  return {
    name: options.name ?? destination,
    destination,
    guarantee: 'at least once',
    compose: (rows, { saved }, watermark) => {
      const results = rows.filter(isResult);
      const composed = batchRows(results, saved, watermark, { every: 0, max: 1, initial: false, write });
      return { ...composed, skipped: (composed.skipped ?? 0) + rows.length - results.length };
    },
    write: ({ id, body }, stop) => poster.post(id, body as HttpContent, stop),
    close: () => poster.close(),
  };
};

/** The API's own sentence, of which secrets are taken out. */
const reasonIn = (text: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    const isSaid = typeof value === 'object' && value !== null && 'message' in value;
    return isSaid && typeof value.message === 'string' ? value.message.slice(0, 200) : undefined;
  } catch {
    return undefined;
  }
};
