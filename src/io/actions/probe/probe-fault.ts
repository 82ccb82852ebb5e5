import type { Attempt, AttemptPhase } from '../../object-store/attempt.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import type { FoundObject } from './found-object.js';
import { type ProbeClass, probeClassOf } from './probe-class.js';

interface Seen {
  /** The request that showed it. */
  readonly attempt?: Attempt | undefined;
  readonly phase?: AttemptPhase | undefined;
  readonly found?: FoundObject | undefined;
}

/** What a test has come to that did not succeed. Its message is a sentence, without secrets. */
export class ProbeFault extends Error {
  readonly class: ProbeClass;
  readonly attempt: Attempt | undefined;
  readonly phase: AttemptPhase | undefined;
  /** The object that shows it. */
  readonly found: FoundObject | undefined;

  constructor(found: ProbeClass, message: string, { attempt, phase, found: object }: Seen = {}) {
    super(message);
    this.name = 'ProbeFault';
    this.class = found;
    this.attempt = attempt;
    this.phase = phase;
    this.found = object;
  }
}

/** Throws what is neither: that is a defect of ours. */
export const probeFaultOf = (error: unknown): ProbeFault => {
  if (error instanceof ProbeFault) return error;
  if (!(error instanceof ObjectStoreFault)) throw error;
  return new ProbeFault(probeClassOf(error.class), error.message, error);
};

/** What is done before a test is no part of it, and neither is what becomes of that. */
export const setUp = async <T>(what: string, prepare: () => Promise<T>): Promise<T> => {
  try {
    return await prepare();
  } catch (error) {
    const fault = probeFaultOf(error);
    throw new ProbeFault('setup_failed', `${what}: ${fault.message}`, fault);
  }
};
