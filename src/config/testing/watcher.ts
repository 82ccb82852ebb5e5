import type { Path } from '../diagnostic.js';

/** Why a test failed, and where in the config that stands which did not come true. */
export interface Failure {
  readonly path: Path;
  readonly part?: 'key' | 'value';
  readonly message: string;
  /** What came instead, a line each. */
  readonly details: readonly string[];
}

/** Looks at the rows of one stream while a test runs. */
export interface Watcher {
  /** The name that the stream has in the builder. */
  readonly stream: string;
  /** Must not throw. `sinceStart`: milliseconds of virtual time since the start of the feeds. */
  see(row: unknown, time: number, sinceStart: number): void;
}

/** A watcher of what a test expects. */
export interface ExpectationWatcher extends Watcher {
  /** What did not come true, when the feeds have ended; `end` is the first instant that they tell nothing of. */
  failures(end: number): readonly Failure[];
}
