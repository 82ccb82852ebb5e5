import { headOf, readHead } from './disk-head.js';
import { readWaiting } from './disk-lane.js';
import type { Environment } from './environment.js';
import { digestOf, endOf, idOf, recordKey } from './record-key.js';
import { decodeValue } from './record-value.js';
import { byKey } from './state-key.js';
import type { Saved, StateKey } from './state-store.js';

type Body = Pick<Saved, 'position' | 'states' | 'sinks' | 'ended'>;

/** All that a key has committed. To be called within one read of the environment. */
export const readSaved = (database: Environment, key: StateKey): Saved | undefined => {
  const id = idOf(key);
  const head = readHead(database, id);
  if (head === undefined) return undefined;
  const bodyKey = recordKey('body', id);
  const body = decodeValue(bodyKey, database.getBinary(bodyKey) ?? Buffer.alloc(0));
  return {
    ...(body as Body),
    sequence: head.sequence,
    remembered: new Map(valuesOf<[string, unknown]>(database, recordKey('remembered', id))),
    keyed: Object.fromEntries(
      head.keyed.map((name) => [
        name,
        new Map(valuesOf<[string, unknown]>(database, recordKey('keyed', id, digestOf(name)))),
      ]),
    ),
    kept: readKept(database, id),
    lastDelivery: head.lastDelivery,
    waiting: readWaiting(database, id, head),
  };
};

/** All keys that have committed, in order. */
export const readKeys = (database: Environment): readonly StateKey[] =>
  [...valuesOf(database, recordKey('head'))]
    .map((value): StateKey => {
      const { pipeline, partition } = headOf(value);
      return partition === undefined ? { pipeline } : { pipeline, partition };
    })
    .sort(byKey);

/** How large what sinks keep is; the bytes are not read. */
function readKept(database: Environment, id: Buffer): Saved['kept'] {
  const kept = new Map<string, Map<string, number>>();
  for (const [sink, name, size] of valuesOf<[string, string, number]>(database, recordKey('kept', id))) {
    kept.set(sink, (kept.get(sink) ?? new Map()).set(name, size));
  }
  return Object.fromEntries(kept);
}

/** The values under a prefix, as they were written there. */
function* valuesOf<T>(database: Environment, prefix: Buffer): Generator<T> {
  for (const { key, value } of database.getRange({ start: prefix, end: endOf(prefix) })) {
    yield decodeValue(key, value) as T;
  }
}
