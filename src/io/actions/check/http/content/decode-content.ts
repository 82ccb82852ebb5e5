import { decoderOf } from './decoder-of.js';

/** What a body is without its codings. */
export interface Content {
  readonly bytes: Buffer;
  /** There is more than the limit. */
  readonly isCut: boolean;
  /** Why it cannot be decoded: `gzip: incorrect header`, `gzip ended early`. */
  readonly problem?: string;
  /** A coding that nobody knows; what it coded is left as it is. */
  readonly unknown?: string;
}

export interface DecodeOptions {
  /** Bytes that come of it, at most; of what lies between two codings, some more. */
  readonly limit: number;
  /** Of the body before: not all of it is here. */
  readonly isCut: boolean;
  /** Ends it, with what has come. */
  readonly signal: AbortSignal;
}

/** Bytes by which what cannot be compressed is longer in a coding. */
const OVERHEAD = 4096;
/** curl reads as many. */
const MOST = 5;

/**
 * Takes the codings of Content-Encoding off a body, the last one first. What they do is done beside the loop, and a piece at a
 * time: whatever a body would swell up to, no more than the limit is ever held. Never rejects.
 */
export const decodeContent = async (
  body: Buffer,
  contentEncoding: string,
  { limit, isCut, signal }: DecodeOptions,
): Promise<Content> => {
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  // What was asked for with HEAD, or not changed, has no body that would be in any coding.
  if (codings.length === 0 || body.length === 0) return clipped(body, limit, isCut);
  if (codings.length > MOST) {
    return {
      ...clipped(body, limit, isCut),
      problem: `it has ${codings.length} codings, one over the other`,
    };
  }
  let content = { bytes: body, isCut };
  for (const [i, coding] of [...codings.entries()].toReversed()) {
    const decoder = await decoderOf(coding, content.bytes);
    if (decoder === undefined) return { ...clipped(content.bytes, limit, content.isCut), unknown: coding };
    const { pieces, problem, isFull } = await taken(
      decoder(content.bytes),
      i === 0 ? limit : 2 * limit + OVERHEAD,
      signal,
    );
    const bytes = Buffer.concat(pieces);
    if (problem !== undefined && !content.isCut)
      return { bytes, isCut: false, problem: problemText(coding, problem) };
    // What is cut short in the midst of its coding is no fault of the site.
    content = { bytes, isCut: isFull || content.isCut };
  }
  return content;
};

const clipped = (bytes: Buffer, limit: number, isCut: boolean): Content => ({
  bytes: bytes.subarray(0, limit),
  isCut: isCut || bytes.length > limit,
});

interface Taken {
  readonly pieces: readonly Buffer[];
  readonly problem?: unknown;
  /** There was more than the limit. */
  readonly isFull: boolean;
}

const taken = async (source: AsyncIterable<Buffer>, limit: number, signal: AbortSignal): Promise<Taken> => {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of source) {
      if (signal.aborted) return { pieces, isFull: true };
      pieces.push(piece.subarray(0, limit - length));
      if (length + piece.length > limit) return { pieces, isFull: true };
      length += piece.length;
    }
  } catch (problem) {
    return { pieces, problem, isFull: false };
  }
  return { pieces, isFull: false };
};

const EARLY = /unexpected end|ended early|cut off/i;

const problemText = (coding: string, problem: unknown): string => {
  const why = problem instanceof Error ? problem.message : String(problem);
  if (EARLY.test(why)) return `${coding} ended early`;
  return `${coding}: ${why.replace(/ check$/, '')}`;
};
