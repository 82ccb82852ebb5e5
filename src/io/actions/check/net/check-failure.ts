import type { CheckClass, Phase } from '../verdict.js';

/** What a check came to, thrown from deep within it and turned into a verdict by whoever began it: never seen by users. */
export class CheckFailure extends Error {
  readonly class: CheckClass;
  /** Absent: the one that was under way. */
  readonly phase: Phase | undefined;

  constructor(failed: CheckClass, detail: string, phase?: Phase) {
    super(detail);
    this.name = 'CheckFailure';
    this.class = failed;
    this.phase = phase;
  }
}
