import type { Attempt, AttemptPhase } from './attempt.js';
import { FAULT_CLASSES, type FaultClass } from './fault-class.js';

export interface FaultDetails {
  readonly attempt: Attempt;
  /** What was under way. */
  readonly phase: AttemptPhase;
  /** The store's own name for it, such as `SlowDown`. */
  readonly code?: string | undefined;
  /** Milliseconds after which it may be asked again: the store has said so. */
  readonly retryAfter?: number | undefined;
  /** Of class `redirected`: the origin of the host that has the bucket for now. */
  readonly endpoint?: string | undefined;
  readonly cause?: unknown;
}

/** What became of one attempt that came to nothing. Its message is a sentence for people, without secrets, on one line. */
export class ObjectStoreFault extends Error {
  readonly class: FaultClass;
  readonly phase: AttemptPhase;
  readonly code: string | undefined;
  readonly attempt: Attempt;
  readonly retryAfter: number | undefined;
  readonly endpoint: string | undefined;

  constructor(failed: FaultClass, message: string, { cause, ...details }: FaultDetails) {
    super(message, { cause });
    this.name = 'ObjectStoreFault';
    this.class = failed;
    this.phase = details.phase;
    this.code = details.code;
    this.attempt = details.attempt;
    this.retryAfter = details.retryAfter;
    this.endpoint = details.endpoint;
  }

  /** Whether the same may succeed without anybody's doing. */
  get again(): boolean {
    return FAULT_CLASSES[this.class].again;
  }
}
