import type { Codec, Decoder } from '../../../codecs/codec.js';
import type { OpenFile } from '../reading/open-file.js';
import { confirmedNewest } from './confirmed-newest.js';
import { readWhole, regionsBackwards } from './regions-backwards.js';
import { timeOf } from './time-of.js';

const LF = 0x0a;
/** Bytes at the beginning of a file in which header lines are looked for. */
const HEADER_BYTES = 64 * 1024;

export interface BackwardOptions<T> {
  readonly codec: Codec<T>;
  readonly fields: readonly string[] | 'all';
  /** How much older than the newest line the first one may be. */
  readonly milliseconds: number;
  /** The newest time, in epoch milliseconds, where a later file has told it. */
  readonly newest?: number | undefined;
  /** Bytes read at once; 256 KiB by default. */
  readonly blockBytes?: number;
  /** Bytes without any time after which looking further back is given up; 4 MiB by default. */
  readonly gapBytes?: number;
}

export interface BackwardStart {
  /** Start of the line to begin with; the size of the file where no line is new enough. */
  readonly offset: number;
  /** What a decoder would have saved there: header lines. */
  readonly codec: unknown;
  /** The newest time, in epoch milliseconds; undefined where no line has one. */
  readonly newest: number | undefined;
}

interface Kept {
  readonly offset: number;
  readonly bytes: Buffer;
}

/**
 * Where to begin so that every line of the last so many milliseconds is read, found without reading what lies before.
 *
 * The rule: the newest time is that of the last block that has any. Blocks are read backwards until every line of one is
 * older than the newest by more than `milliseconds`, or the file begins, or 4 MiB have shown no time. Reading then
 * begins at the first line behind that block that is new enough. So lines may be out of order as far as a block reaches,
 * and further by as much as the caller adds to `milliseconds` for lateness.
 *
 * Header lines are those of the first 64 KiB, and those of the older block that ended the search.
 */
export const backwardStart = async <T>(
  file: OpenFile,
  size: number,
  options: BackwardOptions<T>,
): Promise<BackwardStart> => {
  const { codec, milliseconds, blockBytes = 256 * 1024, gapBytes = 4 * 1024 * 1024 } = options;
  const headers = await headersOf(file, size, options);
  const written = (): number => file.stat.modified;
  let { newest } = options;
  let kept: Kept | undefined;
  /** What the block that ended the search has taught; undefined while the search goes on. */
  let before: { readonly codec: unknown } | undefined;
  let lineStart = size;
  let gap = 0;
  for await (const { offset, bytes, scanned } of regionsBackwards(file, size, blockBytes)) {
    const decoder = codec.decoder([], { offset, saved: headers, written });
    const times = rowsOf(decoder, bytes).flatMap((row) => timeOf(row) ?? []);
    newest ??= confirmedNewest(times);
    const limit = newest === undefined ? Number.NEGATIVE_INFINITY : newest - milliseconds;
    if (times.length > 0 && times.every((time) => time < limit)) before = { codec: decoder.save() };
    gap = times.length > 0 ? 0 : gap + scanned;
    if (gap >= gapBytes) before = { codec: headers };
    if (before !== undefined) break;
    if (bytes.length > 0) lineStart = offset;
    if (times.length > 0) kept = { offset, bytes };
  }
  const limit = newest === undefined ? Number.NEGATIVE_INFINITY : newest - milliseconds;
  const first = kept && firstLine(kept, limit, before?.codec, { ...options, written });
  if (before === undefined && first?.isFirstRow !== false) return { offset: 0, codec: undefined, newest };
  return { offset: first?.offset ?? lineStart, codec: first?.codec ?? before?.codec, newest };
};

/** The start of the last line of a file, which may be partial or, where a newline ends the file, still empty. */
export const lastLineStart = async <T>(
  file: OpenFile,
  size: number,
  options: Omit<BackwardOptions<T>, 'milliseconds'>,
): Promise<BackwardStart> => {
  const { blockBytes = 256 * 1024, gapBytes = 4 * 1024 * 1024 } = options;
  const codec = await headersOf(file, size, options);
  let scannedBytes = 0;
  for await (const { offset, bytes, scanned } of regionsBackwards(file, size, blockBytes)) {
    if (bytes.length > 0) return { offset: offset + bytes.lastIndexOf(LF) + 1, codec, newest: undefined };
    scannedBytes += scanned;
    if (scannedBytes >= gapBytes) break;
  }
  return { offset: size, codec, newest: undefined };
};

/** What a decoder has learned from the whole lines at the beginning. */
const headersOf = async <T>(
  file: OpenFile,
  size: number,
  { codec, fields }: Pick<BackwardOptions<T>, 'codec' | 'fields'>,
): Promise<unknown> => {
  const bytes = await readWhole(file, 0, Math.min(size, HEADER_BYTES));
  const decoder = codec.decoder(fields, { written: () => file.stat.modified });
  rowsOf(decoder, bytes.subarray(0, bytes.lastIndexOf(LF) + 1));
  return decoder.save();
};

/** The first line in a region that is new enough. */
const firstLine = <T>(
  { offset, bytes }: Kept,
  limit: number,
  saved: unknown,
  {
    codec,
    fields,
    written,
  }: Pick<BackwardOptions<T>, 'codec' | 'fields'> & { readonly written: () => number },
): { readonly offset: number; readonly codec: unknown; readonly isFirstRow: boolean } | undefined => {
  const decoder = codec.decoder(fields, { offset, saved, written });
  let isFirstRow = true;
  for (let from = 0; from < bytes.length; ) {
    const before = decoder.save();
    // Of two bytes that end a line one may stand behind the newline.
    const start = offset + from - decoder.pending;
    const to = bytes.indexOf(LF, from) + 1 || bytes.length;
    for (const row of rowsOf(decoder, bytes.subarray(from, to))) {
      const time = timeOf(row);
      if (time !== undefined && time >= limit) return { offset: start, codec: before, isFirstRow };
      isFirstRow = false;
    }
    from = to;
  }
  return undefined;
};

/** None are held until more have come: nothing is to be known of the file but what these bytes tell. */
const rowsOf = <T>(decoder: Decoder<T>, bytes: Buffer): readonly T[] => {
  const { rows } = decoder.decode(bytes);
  return decoder.holds === true
    ? [...rows, ...(decoder.settle?.(Number.POSITIVE_INFINITY)?.rows ?? [])]
    : rows;
};
