import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Codec, Decoder, DecoderOptions } from '../../src/io/codecs/codec.js';
import type { Rejected } from '../../src/operators/rejected.js';

export interface CodecSample {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface CodecContractOptions {
  /** Non-empty lines that the format takes as neither row nor rejected, such as headers. */
  readonly ignores?: (line: Buffer) => boolean;
  /** Names of samples with lines over the codec's limit, whose bytes need not be held back. */
  readonly oversize?: readonly string[];
}

interface Output<T> {
  readonly rows: readonly T[];
  readonly rejected: readonly Rejected[];
}

interface Line {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** What every codec must do with any bytes in any chunks. `make` is called for each case, so nothing may leak through module state. */
export function codecContract<T>(
  name: string,
  make: () => Codec<T>,
  samples: readonly CodecSample[],
  options: CodecContractOptions = {},
): void {
  const whole = (bytes: Buffer, decoderOptions?: DecoderOptions): Output<T> =>
    run(make().decoder('all', decoderOptions), [bytes]);

  describe(`codec contract: ${name}`, () => {
    describe.each(samples)('$name', ({ name: sample, bytes }) => {
      const lines = linesOf(bytes).filter((line) => options.ignores?.(line.bytes) !== true);
      const mayDrop = options.oversize?.includes(sample) ?? false;

      test.each([1, 7, 64, 65_536])('gives the same rows and rejected in chunks of %i bytes', (size) => {
        expect(run(make().decoder('all'), chunksOf(bytes, size))).toEqual(whole(bytes));
      });

      test('gives the same rows and rejected however it is cut', () => {
        const expected = whole(bytes);
        fc.assert(
          fc.property(cutsOf(bytes), (cuts) => {
            expect(run(make().decoder('all'), cutAt(bytes, cuts))).toEqual(expected);
          }),
          { numRuns: 50 },
        );
      });

      test('makes every non-empty line exactly one row or one rejected, and counts it', () => {
        const decoder = make().decoder('all');
        const { rows, rejected } = run(decoder, chunksOf(bytes, 100));
        expect(rows.length + rejected.length).toBe(lines.length);
        expect(decoder.lines).toBe(lines.length);
      });

      test('rejects in file order with the byte offset and the first bytes of the line', () => {
        const byOffset = new Map(lines.map((line) => [line.offset, line.bytes]));
        let last = -1;
        for (const { offset = -1, raw, reason, detail } of whole(bytes).rejected) {
          expect(offset).toBeGreaterThan(last);
          const head = byOffset.get(offset)?.subarray(0, 256).toString('latin1');
          // A limit below 256 bytes leaves fewer of an over-long line.
          if (reason === 'oversize')
            expect(head).toSatisfy((text: string) => raw !== undefined && raw !== '' && text.startsWith(raw));
          else expect(raw).toBe(head);
          expect(['malformed', 'oversize', 'no-time']).toContain(reason);
          expect(detail).toBeTruthy();
          last = offset;
        }
      });

      test('counts offsets from where it is told that it starts', () => {
        const shifted = whole(bytes, { offset: 1000 });
        const { rows, rejected } = whole(bytes);
        expect(shifted.rows).toEqual(rows);
        expect(shifted.rejected).toEqual(
          rejected.map((each) => ({ ...each, offset: (each.offset ?? Number.NaN) + 1000 })),
        );
      });

      test('decides alike whichever fields are asked for', () => {
        const { rows, rejected } = whole(bytes);
        const some = run(make().decoder(['time']), [bytes]);
        expect(some.rows.map(timeOf)).toEqual(rows.map(timeOf));
        expect(some.rejected).toEqual(rejected);
      });

      test('holds back exactly the partial last line', () => {
        const decoder = make().decoder('all');
        let read = 0;
        for (const chunk of chunksOf(bytes, 37)) {
          decoder.decode(chunk);
          read += chunk.length;
          const partial = read - (bytes.lastIndexOf(0x0a, read - 1) + 1);
          if (mayDrop) expect(decoder.pending).toBeLessThanOrEqual(partial);
          else expect(decoder.pending).toBe(partial);
        }
        decoder.end();
        expect(decoder.pending).toBe(0);
      });

      test('decodes a last line that no newline ends, and a second end gives nothing more', () => {
        const open = withoutLastNewline(bytes);
        const decoder = make().decoder('all');
        expect(run(decoder, [open])).toEqual(whole(Buffer.concat([open, Buffer.from('\n')])));
        expect(decoder.end()).toEqual({ rows: [], rejected: [] });
      });

      test('goes on in a new decoder from what was saved, at the position behind what was pending', () => {
        const expected = whole(bytes);
        fc.assert(
          fc.property(fc.nat(bytes.length), fc.integer({ min: 1, max: 200 }), (stop, size) => {
            const first = make().decoder('all');
            const before = feed(first, chunksOf(bytes.subarray(0, stop), size));
            const offset = stop - first.pending;
            const saved: unknown = structuredClone(first.save());
            const after = run(
              make().decoder('all', { offset, saved }),
              chunksOf(bytes.subarray(offset), size),
            );
            expect(joined([before, after])).toEqual(expected);
          }),
          { numRuns: 50 },
        );
      });

      test('keeps nothing of a buffer that is overwritten after it was decoded', () => {
        const decoder = make().decoder('all');
        const reused = Buffer.alloc(50);
        const outputs = chunksOf(bytes, reused.length).map((chunk) => {
          chunk.copy(reused);
          const output = decoder.decode(reused.subarray(0, chunk.length));
          reused.fill(0x58);
          return output;
        });
        expect(joined([...outputs, decoder.end()])).toEqual(whole(bytes));
      });
    });

    test('gives nothing for no bytes and for blank lines', () => {
      const decoder = make().decoder('all');
      expect(run(decoder, [Buffer.alloc(0), Buffer.from('\n\r\n\n')])).toEqual({ rows: [], rejected: [] });
      expect(decoder.lines).toBe(0);
    });

    test('survives any bytes, whole and in pieces, alone and within a sample', () => {
      const junk = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
      const sample = fc.constantFrom(...samples.map((each) => each.bytes.subarray(0, 2000)));
      const spliced = fc
        .tuple(sample, junk, fc.nat(2000))
        .map(([bytes, noise, at]) => Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]));
      fc.assert(
        fc.property(fc.oneof(junk, spliced), fc.integer({ min: 1, max: 500 }), (bytes, size) => {
          expect(run(make().decoder('all'), chunksOf(bytes, size))).toEqual(whole(bytes));
        }),
        { numRuns: 200 },
      );
    });
  });
}

function feed<T>(decoder: Decoder<T>, chunks: readonly Buffer[]): Output<T> {
  return joined(chunks.map((chunk) => decoder.decode(chunk)));
}

function run<T>(decoder: Decoder<T>, chunks: readonly Buffer[]): Output<T> {
  return joined([feed(decoder, chunks), decoder.end()]);
}

function joined<T>(outputs: readonly Output<T>[]): Output<T> {
  return {
    rows: outputs.flatMap((output) => output.rows),
    rejected: outputs.flatMap((output) => output.rejected),
  };
}

function chunksOf(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
}

function cutsOf(bytes: Buffer): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(bytes.length), { maxLength: 20 }).map((cuts) => cuts.toSorted((a, b) => a - b));
}

function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...cuts, bytes.length];
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

/** Non-empty lines, by the plainest means. */
function linesOf(bytes: Buffer): Line[] {
  const lines: Line[] = [];
  let offset = 0;
  for (const line of bytes.toString('latin1').split('\n')) {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text !== '') lines.push({ offset, bytes: Buffer.from(text, 'latin1') });
    offset += line.length + 1;
  }
  return lines;
}

function withoutLastNewline(bytes: Buffer): Buffer {
  return bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
}

function timeOf(row: unknown): unknown {
  return (row as { readonly time: number }).time;
}
