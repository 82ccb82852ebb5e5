import type { NetworkSettings, TlsSettings } from '../network-settings.js';
import type { Certificate, CheckClass, Phase, Timings } from '../verdict.js';

/** One request, of which a check has several where it is redirected. */
export interface HopRequest {
  readonly url: URL;
  /** As it was written, in the targets or a Location, where that is known: a spelling that hides loopback is refused. */
  readonly written?: string;
  readonly method: string;
  /** Everything that is sent but Host, where it is not overridden, and what says how long the body is. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
  readonly network: NetworkSettings;
  readonly tls: TlsSettings;
  readonly connection: 'fresh' | 'kept';
  /** Bytes of the body that are kept, as they came: still in the coding of Content-Encoding. */
  readonly bodyLimit: number;
  /** False: nobody reads the body. One that is in no coding is counted then, and the result has none. */
  readonly keepsBody?: boolean;
  /** Whether a head is all that is wanted, and its body is not waited for: one that leads elsewhere. */
  readonly isEnough?: (head: Pick<HopResult, 'status' | 'headers'>) => boolean;
}

/** What a hop came to. Never rejects. */
export interface HopResult {
  /** Absent: an answer came whole, or as far as `bodyLimit`. */
  readonly failure?: { readonly class: CheckClass; readonly phase: Phase; readonly detail: string };
  readonly status?: number;
  /** In their order, lower-case names, latin1 text. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Of the body that came, whole. */
  readonly bytes: number;
  /** There was more than `bodyLimit`. */
  readonly isCut: boolean;
  readonly timings: Timings;
  /** Milliseconds of ours that are in no phase. */
  readonly waited?: number;
  readonly address?: string;
  readonly family?: 4 | 6;
  readonly isReused: boolean;
  /** The least valid of the chain. */
  readonly certificate?: Certificate;
  /** What is odd and no fault, such as `lenient: bare LF`. */
  readonly notes: readonly string[];
}

/** `deadline`: aborted at the end of the time of the whole check; what is under way is then of class `timeout`. */
export type Hop = (request: HopRequest, deadline: AbortSignal) => Promise<HopResult>;
