/** What came of a check. `unknown`: our own network is down; `missed`: it was not performed. */
export type CheckClass =
  | 'ok'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'protocol'
  | 'status'
  | 'body'
  | 'slow'
  | 'body_limit'
  | 'redirect'
  | 'blocked'
  | 'internal'
  | 'unknown'
  | 'missed';

/** In the order in which they come. */
export const PHASES = ['dns', 'connect', 'proxy', 'tls', 'wait', 'body'] as const;

/** Where it came to that. */
export type Phase = (typeof PHASES)[number];

/** Milliseconds, with fractions; of several hops the sums. Absent: it did not come to that; 0: there was no need for it. */
export type Timings = Readonly<Partial<Record<Phase, number>>>;

/** Characters of a detail or a note. */
export const LONGEST_TEXT = 300;
/** Characters of a url: few servers take longer ones. */
export const LONGEST_URL = 2048;

export interface Certificate {
  /** Epoch milliseconds. */
  readonly expires: number;
  /** Of the certificate that expires first. */
  readonly subject: string;
  /** Of the hop that showed it. */
  readonly host: string;
}

/** What one check of one target came to. */
export interface Verdict {
  readonly class: CheckClass;
  /** Absent where it is ok, or no phase is to blame. */
  readonly phase?: Phase;
  /** A sentence for people, without secrets, on one line. */
  readonly detail?: string;
  readonly status?: number;
  readonly timings: Timings;
  /** Milliseconds of ours that are in no phase: it waited for its turn to ask for a name. */
  readonly waited?: number;
  /** Milliseconds from the first look-up to the last byte; absent where no whole answer came: no sample. */
  readonly total?: number;
  readonly bytes?: number;
  readonly redirects?: number;
  /** Where redirects led to; absent without any. */
  readonly finalUrl?: string;
  readonly address?: string;
  readonly family?: 4 | 6;
  readonly isReused?: boolean;
  readonly certificate?: Certificate;
  /** What is odd and no fault; several joined by `; `. */
  readonly note?: string;
}
