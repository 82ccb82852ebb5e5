import type { Codec } from '../../../src/io/codecs/codec.js';
import type { Row } from '../../../src/io/codecs/fields/row.js';
import type { Rejected } from '../../../src/operators/rejected.js';

/** Every row and rejected line of a whole input. */
export function decodeLines(
  codec: Codec<Row>,
  input: string | Buffer,
  fields: readonly string[] | 'all' = 'all',
): { rows: readonly Row[]; rejected: readonly Rejected[] } {
  const decoder = codec.decoder(fields);
  const { rows, rejected } = decoder.decode(Buffer.from(input));
  const last = decoder.end();
  return { rows: [...rows, ...last.rows], rejected: [...rejected, ...last.rejected] };
}

/** The row of one line. Throws if it makes none. */
export function rowOf(codec: Codec<Row>, line: string | Buffer, fields?: readonly string[] | 'all'): Row {
  const { rows, rejected } = decodeLines(codec, line, fields);
  if (rows[0] === undefined) throw new Error(`rejected: ${rejected[0]?.reason} ${rejected[0]?.detail}`);
  return rows[0];
}

/** Lines that are certainly of no format of AWS or the W3C. */
export const OTHER_LINES: readonly string[] = [
  '',
  '-',
  '# a comment',
  '#!/bin/sh',
  '#fields\tts\tuid\tid.orig_h',
  '# date of birth',
  'version 2 is out',
  'start end',
  'hello world',
  '2024-02-29 13:55:36 INFO started',
  '2024-02-29T13:55:36Z INFO GET "/x" took 0.1 0.2 0.3 200 200 1 2 "x"',
  '2 records written',
  '{"time":"2024-02-29T13:55:36Z","status":200}',
  'time=2024-02-29T13:55:36Z level=info msg="#Fields: x"',
  '127.0.0.1 - james [09/May/2018:16:00:39 +0000] "GET /report HTTP/1.0" 200 123',
  'example.org 127.0.0.1 - - [09/May/2018:16:00:39 +0000] "GET / HTTP/1.0" 200 1 "-" "Mozilla"',
  'http 2.0 is here',
  'a,b,c',
];
