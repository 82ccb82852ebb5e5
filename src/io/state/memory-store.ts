import { MemoryPlace } from './memory-place.js';
import { claimedSince } from './stale-state.js';
import { byKey, keyText } from './state-key.js';
import type { StateKey, StateStore } from './state-store.js';

/**
 * Keeps the commits in memory, for tests and for runs that remember nothing. What it was given and what it gives are copies.
 *
 * @example
 * ```ts
 * import { file, memoryStore, pipeline, run, stdout } from 'tidemark';
 *
 * const store = memoryStore();
 * const spec = pipeline('lines').from(file('app.log')).stream('all', [], [stdout()]).spec();
 * await run(spec, { store });
 * await run(spec, { store }); // only what has come since
 * ```
 */
export const memoryStore = (): StateStore => {
  const places = new Map<string, MemoryPlace>();
  const placeOf = (key: StateKey): MemoryPlace => {
    const text = keyText(key);
    const place = places.get(text) ?? new MemoryPlace({ ...key });
    places.set(text, place);
    return place;
  };
  return {
    load: async (key) => places.get(keyText(key))?.saved(),
    list: async () =>
      [...places.values()]
        .filter(({ hasCommitted }) => hasCommitted)
        .map(({ key }) => ({ ...key }))
        .sort(byKey),
    claim: async (key) => {
      const place = placeOf(key);
      place.claims++;
      const mine = place.claims;
      const owned = (): MemoryPlace => {
        if (place.claims !== mine) throw claimedSince(key);
        return place;
      };
      return {
        saved: place.saved(),
        commit: async (expected, next) => owned().commit(expected, next),
        waiting: async (sink, after, most) => owned().page(sink, after, most),
        piece: async (sink, name) => owned().piece(sink, name),
      };
    },
    close: async () => undefined,
  };
};
