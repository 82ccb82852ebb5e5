/** A map that is no Map and makes its entries anew for everyone who reads it. */
export const onceMore = <V>(map: ReadonlyMap<string, V>): ReadonlyMap<string, V> => ({
  get size() {
    return map.size;
  },
  has: (key) => map.has(key),
  get: (key) => map.get(key),
  keys: () => map.keys(),
  values: () => map.values(),
  entries: () => map.entries(),
  forEach: (visit) => map.forEach(visit),
  [Symbol.iterator]: () => map[Symbol.iterator](),
});
