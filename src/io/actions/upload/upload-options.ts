import type { Clock } from '../../clock.js';
import type { ObjectStore } from '../../object-store/object-store.js';
import type { OverwriteGuard } from '../../object-store/store-abilities.js';
import type { KeyedFile } from './key-template.js';
import type { UploadMemory } from './upload-memory.js';

/** What becomes of a file once it is in the bucket, and a commit holds that. */
export type AfterUpload = 'delete' | 'keep' | { readonly move: string };

export interface UploadOptions {
  /** The directory that the paths are below. */
  readonly directory: string;
  readonly store: ObjectStore;
  /** What all keys begin with; below it is the object that tells whether we may read. */
  readonly prefix: string;
  /** Undefined: it would be longer than a key may be. */
  readonly keyOf: (file: KeyedFile) => string | undefined;
  readonly guard: OverwriteGuard;
  /** `read-back`: what is in the bucket is read, whatever the store says of it. */
  readonly verify: 'checksum' | 'read-back';
  readonly after: AfterUpload;
  /**
   * Resolves when something may be sent; rejects with an ObjectStoreFault where that cannot be said now, which is the outcome then, and with
   * anything else to end the run. Absent: it may.
   */
  readonly ready?: (signal: AbortSignal) => Promise<void>;
  /** What is not compressed by its name is compressed on its way. */
  readonly compress?: 'gzip' | undefined;
  /** Bytes in a millisecond that are sent and read back, at most; absent: as fast as they go. */
  readonly bandwidth?: number | undefined;
  /** Directories that a file was the last thing in go with it. */
  readonly removesEmptied?: boolean | undefined;
  /** Of uploads in parts. */
  readonly memory: UploadMemory;
  /** Paths of files that are shipped and cannot be removed, with why: kept by this. */
  readonly left: Map<string, string>;
  /** Bytes of files in memory at once; a part that is longer is alone. */
  readonly budget?: number;
  /** Bytes up to which a file goes in one request. */
  readonly small?: number;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
  /** Told now and then how far an upload that takes long is. */
  readonly onProgress?: ((message: string) => void) | undefined;
  readonly onWarning?: (message: string) => void;
}
