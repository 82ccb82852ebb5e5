import { MinHeap } from '../min-heap.js';
import type { OpenSession, SessionGroup } from './session-group.js';

const MANY = 1024;

/** Finds the few groups in which something happens at a watermark. Derived from the groups, never saved. */
export class SessionIndex<R> {
  /** Groups with rows that wait. */
  readonly #waiting = new Set<SessionGroup<R>>();
  /** Groups by the instant at which their session ends or is shown, or earlier. */
  readonly #due = new MinHeap<SessionGroup<R>>();
  /** Sessions by their start; some have closed or start earlier by now. */
  #starts = new MinHeap<readonly [group: SessionGroup<R>, session: OpenSession]>();

  wait(group: SessionGroup<R>): void {
    this.#waiting.add(group);
  }

  /** Asks for a group again at this instant. */
  expect(group: SessionGroup<R>, instant: number): void {
    if (instant >= group.dueAt) return;
    group.dueAt = instant;
    this.#due.push(instant, group);
  }

  /** A session has begun, or begins earlier now. */
  started(group: SessionGroup<R>, session: OpenSession): void {
    this.#starts.push(session.start, [group, session]);
  }

  /** Every group that a new watermark may change, each once. */
  take(watermark: number): Iterable<SessionGroup<R>> {
    const taken = new Set<SessionGroup<R>>(this.#waiting);
    this.#waiting.clear();
    for (let top = this.#due.peek(); top !== undefined && top[0] <= watermark; top = this.#due.peek()) {
      this.#due.pop();
      const [instant, group] = top;
      // It may have been asked for earlier since, and taken then.
      if (group.dueAt !== instant) continue;
      group.dueAt = Infinity;
      taken.add(group);
    }
    return taken;
  }

  /** Start of the earliest open session; Infinity where none is open. */
  leastStart(open: number): number {
    // While one session stays open for long, those that have closed pile up behind it.
    if (this.#starts.size > MANY + 2 * open) this.#starts = this.#sweep();
    for (let top = this.#starts.peek(); top !== undefined; top = this.#starts.peek()) {
      if (isCurrent(top)) return top[0];
      this.#starts.pop();
    }
    return Infinity;
  }

  #sweep(): MinHeap<readonly [SessionGroup<R>, OpenSession]> {
    const swept = new MinHeap<readonly [SessionGroup<R>, OpenSession]>();
    for (let top = this.#starts.peek(); top !== undefined; top = this.#starts.peek()) {
      if (isCurrent(top)) swept.push(...top);
      this.#starts.pop();
    }
    return swept;
  }
}

const isCurrent = <R>([start, [group, session]]: readonly [
  number,
  readonly [SessionGroup<R>, OpenSession],
]): boolean => group.session === session && session.start === start;
