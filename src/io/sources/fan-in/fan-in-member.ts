import type { Source } from '../source.js';

export interface FanInMember<T> {
  /** Identity in positions and partitions: the same source has the same name in every run. */
  readonly name: string;
  /**
   * Other names that it may have been saved under: with another spelling of a path, say. What was saved under one of them
   * goes on under that one.
   */
  readonly aliases?: readonly string[];
  readonly source: Source<T>;
}
