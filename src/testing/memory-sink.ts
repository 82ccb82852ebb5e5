import type { Delivery, Emitted, Sink } from '../io/sinks/sink.js';

/** A sink that a test can look into. */
export interface MemorySink<T = unknown> extends Sink<T> {
  /** What is stored, each delivery once, in the order of their first writes. */
  readonly deliveries: readonly Delivery[];
  /** The rows of these deliveries. */
  readonly rows: readonly Emitted<T>[];
  /** How often something was written, repetitions included. */
  readonly writes: number;
}

/**
 * Stores deliveries in memory by their id: the same id again changes nothing.
 *
 * @example
 * ```ts
 * import { file, pipeline, run } from 'tidemark';
 * import { memorySink } from 'tidemark/testing';
 *
 * const sink = memorySink();
 * await run(pipeline('lines').from(file('app.log')).stream('all', [], [sink]).spec());
 * console.log(sink.rows.length);
 * ```
 */
export const memorySink = <T = unknown>(name = 'memory', destination = name): MemorySink<T> => {
  const stored = new Map<string, Delivery>();
  let writes = 0;
  return {
    name,
    destination,
    guarantee: 'exactly once',
    compose: (rows) => {
      const first = rows[0];
      const last = rows.at(-1);
      if (first === undefined || last === undefined) return { deliveries: [] };
      return { deliveries: [{ id: `${first.id}..${last.id}`, body: rows, rows: rows.length }] };
    },
    write: async (delivery) => {
      writes++;
      if (!stored.has(delivery.id)) stored.set(delivery.id, structuredClone(delivery));
    },
    close: async () => undefined,
    get deliveries() {
      return [...stored.values()];
    },
    get rows() {
      // Only what this sink composed is written to it.
      return [...stored.values()].flatMap(({ body }) => body as readonly Emitted<T>[]);
    },
    get writes() {
      return writes;
    },
  };
};
