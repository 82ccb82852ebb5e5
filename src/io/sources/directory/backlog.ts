import { MinHeap } from '../../../operators/min-heap.js';
import type { WalkedFile } from './walk-directory.js';

/** So many of the oldest are said one by one. */
const MOST = 100;
/** Files that are counted in one step. */
const STEP = 5000;

/** What waited at a look. */
export interface Backlog {
  readonly waiting: number;
  readonly bytes: number;
  readonly failing: number;
  /** The first of all, the oldest first. */
  readonly oldest: readonly WalkedFile[];
}

export const NOTHING_WAITS: Backlog = { waiting: 0, bytes: 0, failing: 0, oldest: [] };

/** Sums up what waits, in one pass and without sorting it: in steps, for there may be a million. */
export function* backlogSteps(
  files: Iterable<WalkedFile>,
  isWaiting: (file: WalkedFile) => boolean,
  isFailing: (file: WalkedFile) => boolean,
): Generator<undefined, Backlog, undefined> {
  let [waiting, bytes, failing, done] = [0, 0, 0, 0];
  // The youngest of them is at the top, to make room.
  const heap = new MinHeap<WalkedFile>();
  for (const file of files) {
    if (++done % STEP === 0) yield;
    if (!isWaiting(file)) continue;
    waiting++;
    bytes += file.bytes;
    if (isFailing(file)) failing++;
    const top = heap.peek();
    if (heap.size < MOST || top === undefined) heap.push(-file.changed, file);
    else if (file.changed < top[1].changed) {
      heap.pop();
      heap.push(-file.changed, file);
    }
  }
  const oldest: WalkedFile[] = [];
  for (let top = heap.peek(); top !== undefined; top = heap.peek()) {
    oldest.push(top[1]);
    heap.pop();
  }
  return { waiting, bytes, failing, oldest: oldest.reverse() };
}
