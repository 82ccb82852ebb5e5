/** Those of which the value for a whole object does not depend on how it was cut into parts, the one we compute first. */
export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC64NVME', 'CRC32C', 'SHA256', 'SHA1'] as const;

export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** Of all bytes of an object, and not of its parts. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** In base64, as stores say it. */
  readonly value: string;
}
