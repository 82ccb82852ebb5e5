import { createHash } from 'node:crypto';
import type { Composed, Delivery, Emitted } from '../sink.js';
import { NO_KEY, partitionKeyOf } from './partition-key.js';

/** What a delivery holds: of each row its partition key and its text. */
export interface KinesisBody {
  readonly keys: readonly string[];
  readonly texts: readonly string[];
  /** How many of the rows have no key of their own though one is asked for. */
  readonly unkeyed: number;
}

export interface KinesisBatchesOptions {
  /** Value of a row that its partition key is made of; undefined: the row's id, for which there is no order to keep. */
  readonly key: ((row: Emitted) => unknown) | undefined;
  /** One row as one line. */
  readonly format: (rows: readonly Emitted[]) => string;
}

/** Rows and characters of one delivery, at most. */
const MOST_ROWS = 500;
const MOST_CHARACTERS = 1024 * 1024;

/** Cuts the rows of a commit into deliveries. */
export const kinesisBatches = (
  rows: readonly Emitted[],
  { key, format }: KinesisBatchesOptions,
): Composed => {
  const deliveries: Delivery[] = [];
  let open = emptyBatch();
  for (const row of rows) {
    const text = format([row]).replace(/\n$/, '');
    if (open.texts.length === MOST_ROWS || open.characters + text.length > MOST_CHARACTERS) {
      if (open.texts.length > 0) deliveries.push(deliveryOf(open));
      open = emptyBatch();
    }
    const own = key === undefined ? row.id : partitionKeyOf(key(row));
    if (own === undefined) open.unkeyed++;
    open.keys.push(own ?? NO_KEY);
    open.texts.push(text);
    open.hash.update(row.id).update('\n');
    open.characters += text.length;
  }
  if (open.texts.length > 0) deliveries.push(deliveryOf(open));
  return { deliveries };
};

const emptyBatch = () => ({
  keys: [] as string[],
  texts: [] as string[],
  unkeyed: 0,
  characters: 0,
  hash: createHash('sha256'),
});

const deliveryOf = ({ keys, texts, unkeyed, hash }: ReturnType<typeof emptyBatch>): Delivery => ({
  id: hash.digest('base64url'),
  body: { keys, texts, unkeyed } satisfies KinesisBody,
  rows: texts.length,
});
