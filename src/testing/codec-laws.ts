import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Codec, Decoder, DecoderOptions } from '../io/codecs/codec.js';
import type { Rejected } from '../operators/rejected.js';
import { type ContractLaw, contractLaws } from './contract-law.js';

/** Bytes as a file of the format has them. */
export interface CodecSample {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface CodecLawsOptions {
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

/**
 * What every codec of lines keeps with any bytes in any chunks: cutting changes nothing, every line is a row or rejected
 * with its offset, a decoder goes on from what another one saved, and nothing throws. `make` is called for each case, so
 * nothing may leak through module state; samples should hold good lines and bad ones.
 *
 * @example
 * ```ts
 * import { jsonlCodec } from 'tidemark';
 * import { codecLaws } from 'tidemark/testing';
 * import { test } from 'vitest';
 *
 * const bytes = Buffer.from('{"time":"2026-05-09T16:00:00Z","n":1}\nno JSON\n');
 * for (const law of codecLaws(() => jsonlCodec(), [{ name: 'two lines', bytes }])) test(law.name, () => law.check());
 * ```
 */
export const codecLaws = <T>(
  make: () => Codec<T>,
  samples: readonly CodecSample[],
  options: CodecLawsOptions = {},
): readonly ContractLaw[] => [
  ...samples.flatMap((sample) => sampleLaws(make, sample, options)),
  ...contractLaws({
    'gives nothing for no bytes and for blank lines': async () => {
      const decoder = make().decoder('all');
      assert.deepEqual(run(decoder, [Buffer.alloc(0), Buffer.from('\n\r\n\n')]), { rows: [], rejected: [] });
      assert.equal(decoder.lines, 0);
    },

    'survives any bytes, whole and in pieces, alone and within a sample': async () => {
      const junk = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
      const sample = fc.constantFrom(...samples.map((each) => each.bytes.subarray(0, 2000)));
      const spliced = fc
        .tuple(sample, junk, fc.nat(2000))
        .map(([bytes, noise, at]) => Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]));
      fc.assert(
        fc.property(fc.oneof(junk, spliced), fc.integer({ min: 1, max: 500 }), (bytes, size) => {
          assert.deepEqual(run(make().decoder('all'), chunksOf(bytes, size)), whole(make, bytes));
        }),
        { numRuns: 200 },
      );
    },
  }),
];

const sampleLaws = <T>(
  make: () => Codec<T>,
  { name, bytes }: CodecSample,
  options: CodecLawsOptions,
): readonly ContractLaw[] => {
  const lines = linesOf(bytes).filter((line) => options.ignores?.(line.bytes) !== true);
  const mayDrop = options.oversize?.includes(name) ?? false;
  const laws = {
    'gives the same rows and rejected in chunks of 1, 7, 64 and 65,536 bytes': async () => {
      for (const size of [1, 7, 64, 65_536]) {
        assert.deepEqual(run(make().decoder('all'), chunksOf(bytes, size)), whole(make, bytes));
      }
    },

    'gives the same rows and rejected however it is cut': async () => {
      const expected = whole(make, bytes);
      fc.assert(
        fc.property(cutsOf(bytes), (cuts) => {
          assert.deepEqual(run(make().decoder('all'), cutAt(bytes, cuts)), expected);
        }),
        { numRuns: 50 },
      );
    },

    'makes every non-empty line exactly one row or one rejected, and counts it': async () => {
      const decoder = make().decoder('all');
      const { rows, rejected } = run(decoder, chunksOf(bytes, 100));
      assert.deepEqual([rows.length + rejected.length, decoder.lines], [lines.length, lines.length]);
    },

    'rejects in file order with the byte offset and the first bytes of the line': async () => {
      const byOffset = new Map(lines.map((line) => [line.offset, line.bytes]));
      let last = -1;
      for (const { offset = -1, raw, reason, detail } of whole(make, bytes).rejected) {
        assert.ok(offset > last, `a line at ${offset} after one at ${last}`);
        const head = byOffset.get(offset)?.subarray(0, 256).toString('latin1');
        // A limit below 256 bytes leaves fewer of an over-long line.
        if (reason === 'oversize') assert.ok(raw !== undefined && raw !== '' && head?.startsWith(raw), raw);
        else assert.equal(raw, head);
        assert.ok(['malformed', 'oversize', 'not-a-request', 'no-time'].includes(reason), reason);
        assert.ok(detail, 'it says what is wrong');
        last = offset;
      }
    },

    'counts offsets from where it is told that it starts': async () => {
      const shifted = whole(make, bytes, { offset: 1000 });
      const { rows, rejected } = whole(make, bytes);
      assert.deepEqual(shifted.rows, rows);
      assert.deepEqual(
        shifted.rejected,
        rejected.map((each) => ({ ...each, offset: (each.offset ?? Number.NaN) + 1000 })),
      );
    },

    'decides alike whichever fields are asked for': async () => {
      const { rows, rejected } = whole(make, bytes);
      const some = run(make().decoder(['time']), [bytes]);
      assert.deepEqual(some.rows.map(timeOf), rows.map(timeOf));
      assert.deepEqual(some.rejected, rejected);
    },

    'holds back exactly the partial last line': async () => {
      const decoder = make().decoder('all');
      let read = 0;
      for (const chunk of chunksOf(bytes, 37)) {
        decoder.decode(chunk);
        read += chunk.length;
        const partial = read - (bytes.lastIndexOf(0x0a, read - 1) + 1);
        if (mayDrop) assert.ok(decoder.pending <= partial);
        else assert.equal(decoder.pending, partial);
      }
      decoder.end();
      assert.equal(decoder.pending, 0);
    },

    'decodes a last line that no newline ends, and a second end gives nothing more': async () => {
      const open = withoutLastNewline(bytes);
      const decoder = make().decoder('all');
      const closed = Buffer.concat([open, Buffer.from('\n')]);
      assert.deepEqual(run(decoder, [open]), whole(make, closed));
      assert.deepEqual(joined([decoder.end()]), { rows: [], rejected: [] });
    },

    'goes on in a new decoder from what was saved, at the position behind what was pending': async () => {
      const expected = whole(make, bytes);
      fc.assert(
        fc.property(fc.nat(bytes.length), fc.integer({ min: 1, max: 200 }), (stop, size) => {
          const first = make().decoder('all');
          const before = feed(first, chunksOf(bytes.subarray(0, stop), size));
          const offset = stop - first.pending;
          const saved: unknown = structuredClone(first.save());
          const decoder = make().decoder('all', { offset, saved });
          const after = run(decoder, chunksOf(bytes.subarray(offset), size));
          assert.deepEqual(joined([before, after]), expected);
        }),
        { numRuns: 50 },
      );
    },

    'keeps nothing of a buffer that is overwritten after it was decoded': async () => {
      const decoder = make().decoder('all');
      const reused = Buffer.alloc(50);
      const outputs = chunksOf(bytes, reused.length).map((chunk) => {
        chunk.copy(reused);
        const output = decoder.decode(reused.subarray(0, chunk.length));
        reused.fill(0x58);
        return output;
      });
      assert.deepEqual(joined([...outputs, decoder.end()]), whole(make, bytes));
    },
  };
  return contractLaws(laws).map((law) => ({ ...law, name: `${name}: ${law.name}` }));
};

const whole = <T>(make: () => Codec<T>, bytes: Buffer, options?: DecoderOptions): Output<T> =>
  run(make().decoder('all', options), [bytes]);

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
