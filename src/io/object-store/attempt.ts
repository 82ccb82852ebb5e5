/** What was under way. `send`: the request, with its body; `wait`: for the head of the answer; `receive`: its body. */
export type AttemptPhase = 'credentials' | 'dns' | 'connect' | 'tls' | 'send' | 'wait' | 'receive';

/**
 * Milliseconds with fractions. Absent: it did not come to that; 0: there was no need for it, as on a connection that was there.
 */
export interface AttemptTimings {
  readonly dns?: number;
  readonly connect?: number;
  readonly tls?: number;
  /** From the moment the connection was there to the head of the answer, the sending of the body included. */
  readonly firstByte?: number;
  /** From the first look-up to the last byte of the answer; absent where no whole answer came: no sample. */
  readonly total?: number;
}

/** One request and its answer, as far as it came. */
export interface Attempt {
  readonly timings: AttemptTimings;
  /** Absent where it had none yet. */
  readonly connection?: 'new' | 'reused';
  readonly address?: string;
  readonly status?: number;
  /** `x-amz-request-id`: by this the service finds the request in its log. */
  readonly requestId?: string;
  /** `x-amz-id-2`. */
  readonly hostId?: string;
}
