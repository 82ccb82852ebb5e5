import type { OutboxLane } from './outbox-lane.js';

/** What is to come on top of what waits. */
export interface Load {
  readonly deliveries: number;
  readonly rows: number;
  readonly bytes: number;
}

export const NO_LOAD: Load = { deliveries: 0, rows: 0, bytes: 0 };

/** Whether nothing more may wait. One delivery always may, however large. */
export const isFull = (lane: OutboxLane, now: number): boolean => {
  const { deliveries, rows, bytes, oldest, place } = lane;
  const { limits } = place;
  return (
    deliveries >= limits.deliveries ||
    (deliveries > 1 && (rows >= limits.rows || bytes >= limits.bytes)) ||
    isOlder(oldest, limits.age, now)
  );
};

/** Whether more waits than may, or would with what comes, and some of it is not being written. */
export const isOver = (lane: OutboxLane, now: number, load: Load = NO_LOAD): boolean => {
  if (!lane.hasIdle) return false;
  const { limits } = lane.place;
  const deliveries = lane.deliveries + load.deliveries;
  return (
    deliveries > limits.deliveries ||
    (deliveries > 1 && (lane.rows + load.rows > limits.rows || lane.bytes + load.bytes > limits.bytes)) ||
    isOlder(lane.droppable, limits.age, now)
  );
};

const isOlder = (at: number | undefined, age: number, now: number): boolean =>
  at !== undefined && now - at > age;
