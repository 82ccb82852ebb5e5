/** What can go wrong with a request to Kinesis: a closed list. */
export const KINESIS_FAULTS = {
  /** We may not do this. */
  denied: { again: false },
  /** No credentials were found, or the service does not know them. */
  credentials: { again: false },
  /** They have run out; the next attempt looks for others. */
  expired: { again: true },
  /** Neither the stream nor its shard. */
  'no-such-stream': { again: false },
  /** Too much is asked of the stream, the shard or the account. */
  throttled: { again: true },
  /** An iterator is good for five minutes. */
  'iterator-expired': { again: true },
  /** The stream's key cannot be used. */
  encryption: { again: true },
  'clock-skew': { again: true },
  /** What answers there is no Kinesis. */
  'not-kinesis': { again: false },
  /** The service understands the request and refuses it for what is in it. */
  invalid: { again: false },
  /** Our own settings do not say enough. */
  settings: { again: false },
  timeout: { again: true },
  reset: { again: true },
  dns: { again: true },
  connect: { again: true },
  tls: { again: false },
  /** The caller's signal. */
  aborted: { again: false },
  /** Its own failure, or an answer with nothing in it: what was asked may be done. */
  internal: { again: true },
} as const satisfies Readonly<Record<string, { readonly again: boolean }>>;

export type KinesisFaultClass = keyof typeof KINESIS_FAULTS;

/** What became of one request that came to nothing. Its message is a sentence for people, without secrets, on one line. */
export class KinesisFault extends Error {
  constructor(
    readonly kind: KinesisFaultClass,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = 'KinesisFault';
  }

  /** Whether the same may succeed without anybody's doing. */
  get again(): boolean {
    return KINESIS_FAULTS[this.kind].again;
  }
}
