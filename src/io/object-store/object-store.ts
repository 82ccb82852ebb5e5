import type { Attempt } from './attempt.js';
import type { Checksum } from './checksum.js';

/** How one request is made: one attempt, and a rejection with an ObjectStoreFault where it comes to nothing. */
export interface Call {
  /** Milliseconds for all of it, from the search for credentials to the last byte. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
  /** A word that the store's log is to have beside the request, such as the id of a test. */
  readonly mark?: string;
  /** `new`: a connection of its own, that is closed behind it, with a look-up and a handshake. Default: one that is open, if there is. */
  readonly connection?: 'new' | undefined;
  /** Called when the request is signed and its times begin. */
  readonly begun?: (() => void) | undefined;
  /** An origin that is asked instead, this once: that of a fault of class `redirected`. */
  readonly endpoint?: string;
}

export interface WriteOptions {
  /** Rejects with `precondition` where there is such an object, if the store has conditional writes. */
  readonly ifAbsent: boolean;
  /** Overrules the settings. */
  readonly contentType?: string;
  /** Kept with the object: names and values in ASCII. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What is there after a write. */
export interface Written {
  /** As the store says it: opaque, and no checksum. Absent where it says none. */
  readonly etag?: string;
  readonly version?: string;
  /** Of the bytes that were sent. */
  readonly checksum: Checksum;
  /** Whether the store has said that it has just these bytes; where not, only reading them back tells. */
  readonly isConfirmed: boolean;
  readonly attempt: Attempt;
}

export interface ObjectHead {
  readonly bytes: number;
  readonly etag?: string;
  readonly version?: string;
  /** Epoch milliseconds. */
  readonly modified?: number;
  /** Of the whole object, where the store knows them; that of parts is none. */
  readonly checksums: readonly Checksum[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** An object, while it is read. */
export interface Download extends ObjectHead {
  /**
   * Read to its end, it is whole: it rejects with `truncated`, `checksum` or whatever broke it off otherwise. Who reads it not
   * to the end leaves the loop; it counts as long as the deadline says.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** Whether the bytes are held against a checksum of the store's. */
  readonly isVerified: boolean;
  /** As far as it has come. */
  attempt(): Attempt;
}

/** What identifies a multipart upload; plain data, so that it can be remembered before the first part. */
export interface Upload {
  readonly key: string;
  readonly uploadId: string;
}

export interface UploadedPart {
  /** From 1. */
  readonly number: number;
  readonly etag: string;
  readonly checksum: Checksum;
  readonly bytes: number;
  readonly isConfirmed: boolean;
  readonly attempt: Attempt;
}

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly etag?: string;
  /** Epoch milliseconds. */
  readonly modified?: number;
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
  readonly attempt: Attempt;
}

/**
 * A bucket. Every method is one request and one attempt, unless it says otherwise, and rejects with an ObjectStoreFault;
 * nothing is tried again here.
 */
export interface ObjectStore {
  /** For people and for signatures of states: bucket and endpoint, without secrets. */
  readonly destination: string;
  put(key: string, body: Uint8Array, options: WriteOptions & Call): Promise<Written>;
  head(
    key: string,
    call: Call & { readonly version?: string },
  ): Promise<ObjectHead & { readonly attempt: Attempt }>;
  /** `from` and `to`: the first and the last byte. A part of an object has no checksum to be held against. */
  get(
    key: string,
    call: Call & {
      readonly version?: string;
      readonly range?: { readonly from: number; readonly to: number };
      /** Rejects with `precondition` where the object has another by now, if the store has conditional reads. */
      readonly ifMatch?: string;
    },
  ): Promise<Download>;
  /** What is not there is removed too. Without a version, one that keeps versions only marks it. */
  remove(
    key: string,
    call: Call & { readonly version?: string },
  ): Promise<{ readonly isMarker: boolean; readonly version?: string; readonly attempt: Attempt }>;
  createUpload(
    key: string,
    options: Omit<WriteOptions, 'ifAbsent'> & Call,
  ): Promise<Upload & { readonly attempt: Attempt }>;
  putPart(upload: Upload, number: number, body: Uint8Array, call: Call): Promise<UploadedPart>;
  /** The parts in their order. `conflict`: the upload is of no use any more. */
  completeUpload(
    upload: Upload,
    parts: readonly UploadedPart[],
    call: Call & { readonly ifAbsent: boolean },
  ): Promise<Written>;
  abortUpload(upload: Upload, call: Call): Promise<{ readonly attempt: Attempt }>;
  close(): void;
}

/** One whose keys may be seen, too: for those who read what others have written. Who writes never lists. */
export interface ListingStore extends ObjectStore {
  /** In the order of their keys; `from` is the `next` of the page before. */
  list(prefix: string, call: Call & { readonly from?: string; readonly max?: number }): Promise<ObjectPage>;
}
