/** What can go wrong with a request to an object store: a closed list. */
export const FAULT_CLASSES = {
  /** We may not do this. */
  denied: { again: false },
  /** No credentials were found, or the store does not know them. */
  credentials: { again: false },
  /** They have run out; the next attempt looks for others. */
  expired: { again: true },
  'no-such-bucket': { again: false },
  'no-such-key': { again: false },
  /** A multipart upload that is completed or aborted, or never was. */
  'no-such-upload': { again: false },
  /** There is an object already: an answer, and no fault of the store. */
  precondition: { again: false },
  /** Somebody else writes the same key at the same time. A multipart upload must be begun anew. */
  conflict: { again: true },
  /** Too much is asked of it. */
  'slow-down': { again: true },
  'wrong-region': { again: false },
  /** For now another host has the bucket. */
  redirected: { again: true },
  /** Our clock and theirs differ by too much; the next attempt is signed by theirs. */
  'clock-skew': { again: true },
  /** What answers there is no object store. */
  'not-s3': { again: false },
  /** Other bytes have arrived than were sent, on either side. */
  checksum: { again: true },
  /** Fewer bytes have arrived than were announced, on either side. */
  truncated: { again: true },
  timeout: { again: true },
  reset: { again: true },
  dns: { again: true },
  connect: { again: true },
  tls: { again: false },
  quota: { again: true },
  /** It has been moved to an archive, and must be restored first. */
  archived: { again: false },
  /** A feature that this store has not. */
  unsupported: { again: false },
  /** The store understands the request and refuses it for what is in it. */
  invalid: { again: false },
  /** Our own settings do not say enough. */
  settings: { again: false },
  /** The caller's signal. */
  aborted: { again: false },
  internal: { again: true },
} as const satisfies Readonly<Record<string, { readonly again: boolean }>>;

export type FaultClass = keyof typeof FAULT_CLASSES;
