import { jsonLines } from '../json-lines.js';
import type { Emitted } from '../sink.js';
import type { ObjectFormat } from './object-format.js';
import type { Packing } from './packing.js';
import { textPieces } from './text-pieces.js';

/** A line of JSON for each row. */
export const jsonlObjects = (packing: Packing): ObjectFormat => {
  const lines = jsonLines();
  return {
    ending: `jsonl${packing.ending}`,
    contentType: packing.contentType ?? 'application/x-ndjson',
    fit: () => undefined,
    encode: (rows: readonly Emitted[]) => textPieces(rows, lines, packing),
  };
};
