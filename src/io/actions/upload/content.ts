import type { ChecksumAlgorithm } from '../../object-store/checksum.js';
import type { NewObject } from '../../object-store/writing/put-new.js';

/** What a settled file has in it, and how that gets into a bucket. */
export interface Content {
  readonly bytes: number;
  /** Whether sending it costs so much that it is looked first whether it is there. */
  readonly isLarge: boolean;
  /** In base64. */
  checksum(algorithm: ChecksumAlgorithm): Promise<string>;
  /** 16 digits that tell it from any other. */
  hash(): Promise<string>;
  /** Puts it where there is nothing; undefined: there is something. Rejects with an ObjectStoreFault or a FileFault. */
  put(key: string): Promise<NewObject>;
}
