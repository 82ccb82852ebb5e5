/** What a server takes on at most; times in milliseconds. */
export interface HttpLimits {
  /**
   * Connections. Where there are as many, the one that has been without a request for the longest makes room for a new one,
   * then one whose request does not go on. At most half of them may be without a first request.
   */
  readonly connections: number;
  /** How long a request may take to arrive, its body too. */
  readonly request: number;
  /** How long its headers may take; no longer than the request. */
  readonly headers: number;
  /** How long a connection is kept without a request. */
  readonly idle: number;
  /** How long whoever asked may take to read each MiB of an answer. */
  readonly unread: number;
}

export const HTTP_LIMITS: HttpLimits = {
  connections: 1000,
  request: 30_000,
  headers: 10_000,
  idle: 65_000,
  unread: 30_000,
};
