import { hostname } from 'node:os';
import { isTransition } from '../../../operators/alert/alert-options.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../../operators/time/duration.js';
import { type Clock, systemClock } from '../../clock.js';
import type { HttpContent } from '../http/body-template.js';
import { batchRows } from '../http/http-batcher.js';
import { type HttpAnswer, httpPoster } from '../http/http-poster.js';
import { httpTarget } from '../http/http-target.js';
import type { Sink } from '../sink.js';
import { judgeAnswer } from './judge-answer.js';
import { noticeOf } from './notice.js';
import { plainText } from './plain-text.js';
import type { Service } from './service.js';

/** What every service can be told. */
export interface ServiceOptions {
  /** What people call this output; its destination by default. */
  readonly name?: string;
  /** Rows that come within `every` of event time go together; at most `max` of them. Default: the rows of one commit. */
  readonly batch?: { readonly every?: Duration; readonly max?: number };
  /** For the whole exchange, from connecting to the end of the answer. 10s by default. */
  readonly timeout?: Duration;
  /** Sends also the transitions that only say that all is well at the start. */
  readonly initial?: boolean;
  /**
   * The machine that messages come from, and a part of what incidents are told apart by. Default: the name of the host at the
   * first commit, which is remembered, so that what fires on one host can be resolved on the next.
   */
  readonly source?: string;
  readonly clock?: Clock;
  /** Told of every answer, its text without what nobody may read. */
  readonly onAnswer?: (answer: HttpAnswer) => void;
}

/** What is remembered beside the rows that wait. */
interface Memory {
  readonly source?: string;
}

/** Sends transitions, and rows where it takes them, to a service; at least once. */
export const serviceSink = (service: Service, options: ServiceOptions = {}): Sink => {
  const { clock = systemClock(), initial = service.closes, onAnswer } = options;
  const { max = service.most } = options.batch ?? {};
  if (!Number.isSafeInteger(max) || max < 1 || max > service.most) {
    throw new TidemarkError(
      'bad-options',
      `${service.name}: batch.max is ${max}: pass a whole number from 1 to ${service.most}.`,
    );
  }
  const timeout = toMilliseconds(options.timeout ?? '10s');
  if (!(timeout > 0)) {
    throw new TidemarkError('bad-options', `${service.name}: timeout is 0. Write for example 10s.`);
  }
  const every = toMilliseconds(options.batch?.every ?? 0);
  const target = httpTarget(service.url, service.headers ?? {}, service.secrets);
  const destination = `${service.name} ${target.url.host} #${target.hash}`;
  const poster = httpPoster({
    ...target,
    destination,
    method: 'POST',
    timeout,
    clock,
    judge: (answer) => judgeAnswer(service, destination, answer, clock.now()),
    ...(onAnswer !== undefined && { onAnswer }),
  });
  const here = hostname();

  return {
    name: options.name ?? destination,
    destination,
    guarantee: 'at least once',
    compose: (rows, { saved }, watermark) => {
      // Only what was composed here is kept for it.
      const memory = saved as Memory | undefined;
      const remembered = memory?.source ?? here;
      const source = plainText(options.source ?? remembered);
      const taken = service.takesRows ? rows : rows.filter(({ row }) => isTransition(row));
      const composed = batchRows(taken, saved, watermark, {
        every,
        max,
        initial,
        write: (written): HttpContent => service.write(written.map(noticeOf), source),
      });
      return {
        ...composed,
        saved: { ...(composed.saved as object), source: remembered },
        skipped: (composed.skipped ?? 0) + rows.length - taken.length,
      };
    },
    write: ({ id, body }, stop) => {
      const content = body as HttpContent;
      const text = service.complete?.(content.text) ?? content.text;
      return poster.post(id, { ...content, text }, stop);
    },
    close: () => poster.close(),
  };
};
