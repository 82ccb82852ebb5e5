import type { Environment } from './environment.js';
import { digestOf, endOf, recordKey } from './record-key.js';
import { decodeValue } from './record-value.js';
import type { OutboxEntry, Saved } from './state-store.js';
import { headOf, readHead } from './write-commit.js';

/** All that a pipeline has committed. To be called within one read of the environment. */
export const readSaved = (database: Environment, pipeline: string): Saved | undefined => {
  const id = digestOf(pipeline);
  const head = readHead(database, id);
  if (head === undefined) return undefined;
  const bodyKey = recordKey('body', id);
  const body = decodeValue(bodyKey, database.getBinary(bodyKey) ?? Buffer.alloc(0));
  return {
    ...(body as Omit<Saved, 'sequence' | 'keyed' | 'outbox'>),
    sequence: head.sequence,
    keyed: Object.fromEntries(
      head.keyed.map((name) => [
        name,
        new Map(valuesOf<[string, unknown]>(database, recordKey('keyed', id, digestOf(name)))),
      ]),
    ),
    outbox: [...valuesOf<OutboxEntry>(database, recordKey('outbox', id))],
  };
};

/** The names of all pipelines that have committed, in order. */
export const readPipelines = (database: Environment): readonly string[] =>
  [...valuesOf(database, recordKey('head'))].map((value) => headOf(value).pipeline).sort();

/** The values under a prefix, as they were written there. */
function* valuesOf<T>(database: Environment, prefix: Buffer): Generator<T> {
  for (const { key, value } of database.getRange({ start: prefix, end: endOf(prefix) })) {
    yield decodeValue(key, value) as T;
  }
}
