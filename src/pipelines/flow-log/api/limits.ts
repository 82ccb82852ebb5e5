import { HTTP_LIMITS, type HttpLimits } from '../../../io/http/http-limits.js';
import { type Duration, toMilliseconds } from '../../../operators/time/duration.js';

/** What the server takes on at most. */
export interface FlowLimits {
  /** Bytes of one body, as it is sent and decoded. Default 16 MiB. */
  readonly body: number;
  /** Bytes of all bodies together that are being received or wait to be stored. Default 256 MiB. */
  readonly waiting: number;
  /** Records of one batch. Default 100,000: more would hold up everybody else while they are counted. */
  readonly records: number;
  /** Bytes of all answers together that are being made: of copies of the sums, and of what is kept to be sent again. Default 128 MiB. */
  readonly answers: number;
  /** Connections. Default 1,000. */
  readonly connections: number;
  /** How long a request may take to arrive. Default 30s. */
  readonly request: Duration;
  /** How long a connection without a request is kept. Default 65s: longer than load balancers do. */
  readonly idle: Duration;
  /** How long whoever asked may take to read each MiB of an answer. Default 30s. */
  readonly unread: Duration;
  /** How long answers may take after a stop. Default 5s. */
  readonly stop: Duration;
}

const FLOW_LIMITS: FlowLimits = {
  body: 16 * 1024 * 1024,
  waiting: 256 * 1024 * 1024,
  records: 100_000,
  answers: 128 * 1024 * 1024,
  connections: HTTP_LIMITS.connections,
  request: HTTP_LIMITS.request,
  idle: HTTP_LIMITS.idle,
  unread: HTTP_LIMITS.unread,
  stop: '5s',
};

/** Limits as far as they are given. */
export type GivenLimits = { readonly [Name in keyof FlowLimits]?: FlowLimits[Name] | undefined };

/** The limits, with the usual ones where nothing is given. */
export const limitsOf = (given: GivenLimits = {}): FlowLimits => ({
  body: given.body ?? FLOW_LIMITS.body,
  waiting: given.waiting ?? FLOW_LIMITS.waiting,
  records: given.records ?? FLOW_LIMITS.records,
  answers: given.answers ?? FLOW_LIMITS.answers,
  connections: given.connections ?? FLOW_LIMITS.connections,
  request: given.request ?? FLOW_LIMITS.request,
  idle: given.idle ?? FLOW_LIMITS.idle,
  unread: given.unread ?? FLOW_LIMITS.unread,
  stop: given.stop ?? FLOW_LIMITS.stop,
});

/** What of them is every server's. */
export const httpLimitsOf = ({ connections, request, idle, unread }: FlowLimits): HttpLimits => ({
  ...HTTP_LIMITS,
  connections,
  request: toMilliseconds(request),
  idle: toMilliseconds(idle),
  unread: toMilliseconds(unread),
});

/** Hours that one request may ask for. */
export const MOST_HOURS = 10_000;
/** Rows that `/flows/top` answers with at most. */
export const MOST_TOP = 1000;
/** Characters of an idempotency key. */
export const LONGEST_KEY = 255;
