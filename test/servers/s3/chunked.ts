import { Refusal } from './refusal.js';
import { chunkSignature, trailerSignature } from './sigv4.js';

export interface Chunked {
  readonly body: Buffer;
  /** By name in small letters. */
  readonly trailers: ReadonlyMap<string, string>;
}

export interface ChunkSignatures {
  readonly key: Buffer;
  readonly time: string;
  readonly region: string;
  /** That of the head of the request. */
  readonly seed: string;
}

const broken = (what: string): Refusal => new Refusal(400, 'IncompleteBody', `aws-chunked: ${what}`);
const forged = (what: string): Refusal =>
  new Refusal(403, 'SignatureDoesNotMatch', `The signature of ${what} does not match.`);

/** Takes a body of `aws-chunked` apart; `signatures` where each chunk has one. */
export const readChunked = (bytes: Buffer, hasTrailer: boolean, signatures?: ChunkSignatures): Chunked => {
  const pieces: Buffer[] = [];
  let at = 0;
  let before = signatures?.seed ?? '';
  const line = (): string => {
    const end = bytes.indexOf('\n', at);
    if (end < 0) throw broken('the end is missing');
    const text = bytes.toString('latin1', at, end).replace(/\r$/, '');
    at = end + 1;
    return text;
  };
  for (;;) {
    const [, digits = '', signature] = /^([\da-f]+)(?:;chunk-signature=([\da-f]{64}))?$/i.exec(line()) ?? [];
    if (digits === '') throw broken('a length is missing');
    const length = Number.parseInt(digits, 16);
    if (at + length > bytes.length) throw broken('a chunk is cut off');
    const piece = bytes.subarray(at, at + length);
    at += length;
    if (signatures !== undefined) {
      if (chunkSignature(signatures.key, { ...signatures, before }, piece) !== signature)
        throw forged(`chunk ${pieces.length}`);
      before = signature;
    }
    if (length === 0) break;
    pieces.push(piece);
    if (line() !== '') throw broken('a chunk is longer than it says');
  }
  const trailers = hasTrailer ? readTrailers(line, signatures, before) : new Map<string, string>();
  if (bytes.toString('latin1', at).replaceAll('\r\n', '') !== '') throw broken('there is more after the end');
  return { body: Buffer.concat(pieces), trailers };
};

const readTrailers = (
  line: () => string,
  signatures: ChunkSignatures | undefined,
  before: string,
): ReadonlyMap<string, string> => {
  const trailers = new Map<string, string>();
  let signed = '';
  for (;;) {
    const [, name = '', value = ''] = /^([^:]+):(.*)$/.exec(line()) ?? [];
    if (name === '') break;
    if (name === 'x-amz-trailer-signature') {
      if (
        signatures === undefined ||
        trailerSignature(signatures.key, { ...signatures, before }, signed) !== value
      )
        throw forged('the trailer');
      return trailers;
    }
    signed += `${name}:${value}\n`;
    trailers.set(name.toLowerCase(), value.trim());
  }
  if (signatures !== undefined) throw forged('the trailer (it has none)');
  return trailers;
};
