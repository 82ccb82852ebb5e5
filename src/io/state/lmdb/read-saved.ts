import { byKey } from '../state-key.js';
import type { Saved, StateKey, Waiting } from '../state-store.js';
import { type Head, headOf, isOld, readHead } from './disk-head.js';
import { DiskLane } from './disk-lane.js';
import type { Environment } from './environment.js';
import { upgradedHead } from './old-outbox.js';
import { digestOf, endOf, idOf, recordKey } from './record-key.js';
import { decodeValue } from './record-value.js';

type Body = Pick<Saved, 'position' | 'states' | 'sinks' | 'ended'>;

/**
 * All that a key has committed, also in the form of layout 1; when its deliveries were committed is not said there, and
 * not here. To be called within one read of the environment.
 */
export const readSaved = (database: Environment, key: StateKey): Saved | undefined => {
  const id = idOf(key);
  const found = readHead(database, id);
  if (found === undefined) return undefined;
  const head = isOld(found) ? upgradedHead(database, id, found) : found;
  const bodyKey = recordKey('body', id);
  const body = decodeValue(bodyKey, database.getBinary(bodyKey) ?? Buffer.alloc(0)) as Body;
  const { position, states, sinks, ended } = body;
  return {
    ...{ position, states, sinks },
    ...(ended === undefined ? {} : { ended }),
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
    waiting: readWaiting(database, key, head),
  };
};

/** All keys that have committed, in order. */
export const readKeys = (database: Environment): readonly StateKey[] =>
  [...valuesOf(database, recordKey('head'))]
    .map((value): StateKey => {
      const { pipeline, partition }: StateKey = headOf(value);
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

/** What waits; of each lane only the first delivery is looked at. */
const readWaiting = (database: Environment, key: StateKey, { waiting }: Head): Saved['waiting'] =>
  Object.fromEntries(
    Object.entries(waiting).map(([sink, sum]): [string, Waiting] => {
      const oldest = new DiskLane(key, idOf(key), sink).oldest(database);
      return [sink, { ...sum, ...(oldest === undefined ? {} : { oldest }) }];
    }),
  );

/** The values under a prefix, as they were written there. */
function* valuesOf<T>(database: Environment, prefix: Buffer): Generator<T> {
  for (const { key, value } of database.getRange({ start: prefix, end: endOf(prefix) })) {
    yield decodeValue(key, value) as T;
  }
}
