import type { Codec } from '../../io/codecs/codec.js';
import type { Row } from '../../io/codecs/fields/row.js';
import { jsonl } from '../../io/codecs/jsonl/jsonl.js';
import { PRESETS } from '../../io/codecs/jsonl/presets/presets.js';
import { unwrap } from '../../io/codecs/unwrap/unwrap.js';

/** Who writes the requests of JSON lines. */
export interface JsonWriter {
  /** As a config has it: `{ json: caddy }`. */
  readonly name: string;
  /** Whose, in a few words. */
  readonly title: string;
  /** How many of the lines that were looked at are its requests. */
  readonly requests: number;
  readonly of: number;
}

/** The preset that most lines are requests of; undefined where none is of any. */
export const jsonWriter = (lines: readonly string[]): JsonWriter | undefined => {
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  let found: JsonWriter | undefined;
  for (const { name, title } of PRESETS) {
    const requests = requestsOf(bytes, unwrap(jsonl({ requests: name }), { wrapping: 'auto' }));
    if (requests > (found?.requests ?? 0)) found = { name, title, requests, of: lines.length };
  }
  return found;
};

const requestsOf = (bytes: Buffer, codec: Codec<Row>): number => {
  const decoder = codec.decoder([]);
  return decoder.decode(bytes).rows.length + decoder.end().rows.length;
};
