import type { ChecksumAlgorithm } from '../../object-store/checksum.js';

/** Of pieces, one after the other; in base64. What takes the rarer sums is loaded when one is asked for. */
export const checksumOf = async (
  algorithm: ChecksumAlgorithm,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<string> => {
  const { checksumTaker } = await import('../../object-store/s3/checksum-taker.js');
  const taker = checksumTaker(algorithm);
  for await (const piece of pieces) taker.add(piece);
  return await taker.value();
};
