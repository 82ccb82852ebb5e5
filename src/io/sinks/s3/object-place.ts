import { createHash } from 'node:crypto';
import type { Emitted } from '../sink.js';
import { NO_VALUE } from './time-partition.js';

export interface ObjectPlaces {
  /** Fields of rows by which objects are divided, the first one first. */
  readonly by: readonly string[];
  readonly timeOf: (time: number | undefined) => string;
}

/** Characters of one part of a key; keys have 1,024 bytes at most. */
const LONGEST = 100;

/**
 * Where the object of a row lies below the prefix: `web/traffic/section=%2Fapi/year=2026/month=11/day=29/hour=10/`. Names and values are written as in a
 * URL, as Hive does it, so that whatever is in a row stays one part of the key.
 */
export const objectPlace = ({ pipeline, stream, row }: Emitted, { by, timeOf }: ObjectPlaces): string => {
  let place = streamPlace(pipeline, stream);
  for (const field of by) place += `${partOf(field)}=${partOfField(row, field)}/`;
  return place + timeOf(rowTime(row));
};

const places = new Map<string, string>();
const MOST = 256;

/** Of a stream, all of whose objects lie below it. */
export const streamPlace = (pipeline: string, stream: string): string => {
  const name = JSON.stringify([pipeline, stream]);
  let place = places.get(name);
  if (place === undefined) {
    place = `${partOf(pipeline)}/${partOf(stream)}/`;
    if (places.size < MOST) places.set(name, place);
  }
  return place;
};

/** Epoch milliseconds; undefined where it has none. */
export const rowTime = (row: unknown): number | undefined => {
  const time = typeof row === 'object' && row !== null && 'time' in row ? row.time : undefined;
  return typeof time === 'number' && Number.isFinite(time) ? time : undefined;
};

const partOfField = (row: unknown, field: string): string => {
  const value = typeof row === 'object' && row !== null ? Reflect.get(row, field) : undefined;
  if (value === undefined || value === null || value === '') return NO_VALUE;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  // What is called as that is none of those that have no value.
  return text === NO_VALUE ? `%5F${NO_VALUE.slice(1)}` : partOf(text);
};

/** A text as one part of a key: letters and digits of ASCII, `-`, `_` and dots between them stay as they are. */
export const partOf = (text: string): string => {
  const escaped = text
    .replace(/[^\w.-]/gu, (char) =>
      Array.from(Buffer.from(char), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
        '',
      ),
    )
    .replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length));
  if (escaped.length <= LONGEST) return escaped === '' ? '%00' : escaped;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${escaped.slice(0, LONGEST - 17).replace(/%.?$/, '')}~${hash}`;
};
