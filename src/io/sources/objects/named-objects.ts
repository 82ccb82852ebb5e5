import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Chunk } from '../../../operators/chunk.js';
import type { Rejected } from '../../../operators/rejected.js';
import type { Clock } from '../../clock.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import { oneLine } from '../../text/one-line.js';
import { unreadable } from '../unreadable.js';
import { type ObjectRef, objectRef } from './object-ref.js';
import type { ObjectsReader } from './objects-reader.js';
import { partsAhead } from './parts-ahead.js';
import type { ReadingStore } from './read-objects.js';
import { unreadableStore } from './unreadable-store.js';

/** Keys that are taken on at once: so many of them are in memory, and remembered, at most. */
const BATCH = 1000;
const HEADS_AHEAD = { count: 16, bytes: Infinity };
/** S3 has none that is longer, and an address before it. */
const LONGEST_LINE = 2048;

export interface NamedOptions {
  /** Its path. */
  readonly keys: string;
  readonly bucket: string;
  readonly clock: Clock;
  readonly follow: boolean;
  readonly every: number;
  readonly warn: (message: string) => void;
}

/** What a file of keys names, line by line: a key, or its address in the bucket. What is added to the file comes after it. */
export async function* namedObjects<T>(
  reader: ObjectsReader<T>,
  store: ReadingStore,
  options: NamedOptions,
): AsyncGenerator<Chunk<T>, void, undefined> {
  const { clock, follow, every, keys } = options;
  const { signal } = store;
  yield* reader.resume();
  while (!signal.aborted) {
    const began = clock.now();
    const from = reader.beside.keysRead ?? 0;
    const { lines, to } = await linesFrom(keys, from, !follow);
    if (lines.length === 0) {
      if (!follow) return;
      yield { ...reader.standing(), now: began };
      await clock.sleep(Math.max(0, began + every - clock.now()), signal);
      continue;
    }
    const { objects, rejected } = await headsOf(lines, store, options);
    if (signal.aborted) return;
    const isNew = (object: ObjectRef) => reader.known.of(object) !== 'read';
    yield* reader.read(objects.filter(isNew).values());
    if (signal.aborted) return;
    // From here on the place in the file says that they have been read.
    reader.known.forgetAll();
    reader.beside = { keysRead: to };
    yield reader.standing(rejected);
  }
}

/** Lines of a file from a byte on, and the byte after them; the last one without its newline only where it is `whole`. */
const linesFrom = async (
  path: string,
  from: number,
  whole: boolean,
): Promise<{ readonly lines: readonly string[]; readonly to: number }> => {
  const fail = (error: unknown): never => {
    throw unreadable(path, error);
  };
  const { size } = await stat(path).catch(fail);
  if (size < from) throw unreadable(path, new Error('it is shorter than what has been read of it'));
  const bytes: Buffer[] = [];
  const most = BATCH * LONGEST_LINE;
  for await (const piece of createReadStream(path, { start: from, end: from + most - 1 })) bytes.push(piece);
  const text = Buffer.concat(bytes);
  const lines: string[] = [];
  let at = 0;
  while (lines.length < BATCH) {
    const end = text.indexOf(0x0a, at);
    if (end < 0) break;
    lines.push(text.toString('utf8', at, end));
    at = end + 1;
  }
  if (whole && lines.length < BATCH && at < text.length && text.length < most) {
    lines.push(text.toString('utf8', at));
    at = text.length;
  }
  return { lines, to: from + at };
};

const headsOf = async (
  lines: readonly string[],
  { store, asking }: ReadingStore,
  { bucket, warn }: NamedOptions,
): Promise<{ readonly objects: readonly ObjectRef[]; readonly rejected: readonly Rejected[] }> => {
  const objects: ObjectRef[] = [];
  const rejected: Rejected[] = [];
  const refuse = (detail: string): void => {
    warn(oneLine(detail));
    rejected.push({ reason: 'malformed', detail: oneLine(detail) });
  };
  const keys: string[] = [];
  for (const line of lines) {
    const name = line.replace(/\r$/, '');
    if (name === '') continue;
    const isAddress = name.startsWith('s3://');
    if (isAddress && !name.startsWith(`${bucket}/`)) refuse(`${name} is not in ${bucket}, and is not read.`);
    else keys.push(isAddress ? name.slice(bucket.length + 1) : name);
  }
  const headOf = async (key: string) => {
    try {
      return { ...(await asking.ask(0, (call) => store.head(key, call))), key };
    } catch (error) {
      return error;
    }
  };
  for await (const [key, found] of partsAhead(keys.values(), () => 0, headOf, HEADS_AHEAD)) {
    if (isHead(found)) objects.push(objectRef(found));
    else if (found instanceof ObjectStoreFault && found.class === 'no-such-key')
      refuse(`There is no ${bucket}/${key}.`);
    else throw unreadableStore(found);
  }
  return { objects, rejected };
};

const isHead = (found: unknown): found is Parameters<typeof objectRef>[0] =>
  typeof found === 'object' && found !== null && 'key' in found && 'bytes' in found;
