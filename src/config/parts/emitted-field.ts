import type { Emitted } from '../../io/sinks/sink.js';

/** What every row has besides its fields. */
export const OF_ALL: readonly string[] = ['pipeline', 'stream', 'id'];

/** Reads the field of a row on its way out that is written so, and known by that name; undefined where it has none. */
export const emittedField =
  (written: string, known: string) =>
  (emitted: Emitted): unknown => {
    const row: unknown = emitted.row;
    if (typeof row === 'object' && row !== null && Object.hasOwn(row, known)) return Reflect.get(row, known);
    return OF_ALL.includes(written) ? Reflect.get(emitted, written) : undefined;
  };
