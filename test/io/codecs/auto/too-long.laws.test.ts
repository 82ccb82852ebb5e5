import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AutoOptions, auto } from '../../../../src/io/codecs/auto/auto.js';
import type { Decoded } from '../../../../src/io/codecs/codec.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { runs } from '../../../support/runs.js';

const MOST = 200;
const CLF = '192.0.2.1 - - [26/Dec/2016:16:16:48 +0200] "GET /a/b HTTP/1.0" 200 1 "-" "x"';
const JSON_LINE = '{"ts":1700000000,"a":1}';
const DATED = '2026-01-02T03:04:05Z went on';

const SHORT = [
  ...[CLF, JSON_LINE, DATED, DATED, DATED, 'noise', '', '#Fields: date time cs-method cs-uri-stem sc-status'],
  ...['2015-01-13 00:32:17 GET /a 200', '<190>May  1 12:00:00 web1 nginx: it went on', 'time=1700000000 a=1'],
  `2026-01-02T03:04:05.1Z stdout F ${CLF}`,
  '2026-01-02T03:04:05.1Z stdout P {"ts":17000',
  '2026-01-02T03:04:05.1Z stdout F 00000}',
];
const LONG_TEXT = 'x'.repeat(2 * MOST);
/** Some end as lines that tell something. */
const LONG = [
  ...[LONG_TEXT, `${DATED} ${'y'.repeat(MOST)}`, `{"ts":1700000000,"a":"${'z'.repeat(MOST)}"}`],
  ...[`${'x'.repeat(MOST)} ${CLF}`, `${CLF}${CLF}${CLF}`, 'x'.repeat(MOST), 'x'.repeat(MOST + 1)],
];

const line = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...SHORT) }, fc.constantFrom(...LONG)),
    fc.constantFrom('\n', '\n', '\n', '\r\n'),
  )
  .map(([text, end]) => text + end);
const cut = fc.record({ size: fc.integer({ min: 1, max: 700 }), resumes: fc.boolean() });

const RECORDS: AutoOptions = { around: { multiline: { start: '^(?:\\d|[{#<])' } } };

function linesOf(...texts: string[]): string[] {
  return texts.map((text) => `${text}\n`);
}

type Piece = Readonly<{ size: number; resumes: boolean }>;

/** What is made of an input in pieces of these sizes, the rest of it whole; at some the decoder gives way to a new one. */
function decoded(bytes: Buffer, pieces: readonly Piece[], how: AutoOptions): unknown {
  const said: string[] = [];
  const codec = auto({
    ...how,
    maxLineBytes: MOST,
    onFormat: (name, { agree, of }) => said.push(`${name}, ${agree} of ${of}`),
    onChange: (name, offset) => said.push(`${name} at ${offset}`),
  });
  const outputs: Decoded<Row>[] = [];
  let decoder = codec.decoder('all');
  let at = 0;
  for (const { size, resumes } of [...pieces, { size: bytes.length, resumes: false }]) {
    outputs.push(decoder.decode(bytes.subarray(at, at + size)));
    at = Math.min(bytes.length, at + size);
    if (!resumes) continue;
    at -= decoder.pending;
    decoder = codec.decoder('all', { offset: at, saved: structuredClone(decoder.save()) });
  }
  outputs.push(decoder.end());
  const rows = outputs.flatMap((output) => output.rows);
  return { rows, rejected: outputs.flatMap((output) => output.rejected), said };
}

/** What a draw hardly ever hits. */
const EXAMPLES: [string[], Piece[], AutoOptions][] = [
  // The rest of such a line reads like a request, and is none.
  [
    linesOf(DATED, LONG_TEXT, `${'x'.repeat(MOST)} ${CLF}`),
    [{ size: DATED.length + 1 + LONG_TEXT.length + 1 + MOST + 1, resumes: true }],
    {},
  ],
  // The format that is taken within such a line is left again later, and counts its first line as any other.
  [
    linesOf(JSON_LINE, LONG_TEXT, DATED, DATED, JSON_LINE, JSON_LINE),
    [{ size: JSON_LINE.length + MOST + 50, resumes: false }],
    {},
  ],
];

describe('auto, of lines that are too long', () => {
  it('makes the same of them wherever an input is cut and gone on with', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.array(cut, { maxLength: 8 }),
        fc.constantFrom<AutoOptions>({}, {}, { requests: true }, RECORDS),
        (lines, pieces, how) => {
          const bytes = Buffer.from(lines.join(''));
          expect(decoded(bytes, pieces, how)).toEqual(decoded(bytes, [], how));
        },
      ),
      { numRuns: runs(150), examples: EXAMPLES },
    );
  });
});
