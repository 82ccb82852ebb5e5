import type { Duration } from '../../../operators/time/duration.js';

/** What the server takes on at most. */
export interface FlowLimits {
  /** Bytes of one body, as it is sent and decoded. Default 16 MiB. */
  readonly body: number;
  /** Bytes of all bodies together that are being received or wait to be stored. Default 256 MiB. */
  readonly waiting: number;
  /** Connections. Default 1,000. */
  readonly connections: number;
  /** How long a request may take to arrive. Default 30s. */
  readonly request: Duration;
  /** How long a connection without a request is kept. Default 65s: longer than load balancers do. */
  readonly idle: Duration;
  /** How long answers may take after a stop. Default 5s. */
  readonly stop: Duration;
}

const FLOW_LIMITS: FlowLimits = {
  body: 16 * 1024 * 1024,
  waiting: 256 * 1024 * 1024,
  connections: 1000,
  request: '30s',
  idle: '65s',
  stop: '5s',
};

/** Limits as far as they are given. */
export type GivenLimits = { readonly [Name in keyof FlowLimits]?: FlowLimits[Name] | undefined };

/** The limits, with the usual ones where nothing is given. */
export const limitsOf = (given: GivenLimits = {}): FlowLimits => ({
  body: given.body ?? FLOW_LIMITS.body,
  waiting: given.waiting ?? FLOW_LIMITS.waiting,
  connections: given.connections ?? FLOW_LIMITS.connections,
  request: given.request ?? FLOW_LIMITS.request,
  idle: given.idle ?? FLOW_LIMITS.idle,
  stop: given.stop ?? FLOW_LIMITS.stop,
});

/** Hours that one request may ask for. */
export const MOST_HOURS = 10_000;
/** Rows that `/flows/top` answers with at most. */
export const MOST_TOP = 1000;
/** Characters of an idempotency key. */
export const LONGEST_KEY = 255;
