import { CHECKSUM_ALGORITHMS, type Checksum, type ChecksumAlgorithm } from '../checksum.js';

/** What an answer says, whether by header or in its body. */
export type StatedChecksums = Readonly<
  Partial<Record<`Checksum${ChecksumAlgorithm}`, string | undefined>>
> & {
  readonly ChecksumType?: string | undefined;
};

/** Those of the whole object. Those of its parts (`…-3`) are sums of sums, and depend on how it was cut. */
export const statedChecksums = (said: StatedChecksums): readonly Checksum[] =>
  CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = said[`Checksum${algorithm}`];
    const isWhole = said.ChecksumType !== 'COMPOSITE' && value?.includes('-') === false;
    return isWhole && value !== '' ? [{ algorithm, value }] : [];
  });
