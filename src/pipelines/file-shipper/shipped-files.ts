import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { acting } from '../../io/actions/acting.js';
import type { Action } from '../../io/actions/action.js';
import { dryUpload } from '../../io/actions/upload/dry-upload.js';
import { isCompressible } from '../../io/actions/upload/is-compressible.js';
import { DEFAULT_KEY, parseKeyTemplate } from '../../io/actions/upload/key-template.js';
import { forgetfulMemory, uploadMemory } from '../../io/actions/upload/upload-memory.js';
import type { AfterUpload, UploadOptions } from '../../io/actions/upload/upload-options.js';
import type { Uploaded } from '../../io/actions/upload/uploaded.js';
import { upload } from '../../io/actions/upload.js';
import type { Clock } from '../../io/clock.js';
import { absolutePath } from '../../io/disk/absolute-path.js';
import { learnStore } from '../../io/object-store/learn-store.js';
import type { ObjectStore } from '../../io/object-store/object-store.js';
import { ObjectStoreFault } from '../../io/object-store/object-store-fault.js';
import type { ObjectStoreSettings } from '../../io/object-store/object-store-settings.js';
import { openObjectStore } from '../../io/object-store/open-object-store.js';
import type { OverwriteGuard } from '../../io/object-store/store-abilities.js';
import { DirectoryLock } from '../../io/sources/directory/directory-lock.js';
import type {
  DirectoryRow,
  FilesReport,
  ReadyFile,
  WaitingFile,
} from '../../io/sources/directory/directory-rows.js';
import { isReadyFile } from '../../io/sources/directory/directory-rows.js';
import { walkDirectory } from '../../io/sources/directory/walk-directory.js';
import { type WantedPatterns, wantedPaths } from '../../io/sources/directory/wanted-paths.js';
import { directory as directorySource } from '../../io/sources/directory.js';
import { lateSource } from '../../io/sources/late-source.js';
import type { Source } from '../../io/sources/source.js';
import { pingUrl } from './ping-url.js';
import type { ShipRow } from './ship-row.js';
import { withHeartbeat } from './with-heartbeat.js';

export interface ShippedFilesOptions extends WantedPatterns {
  readonly directory: string;
  /** Milliseconds. */
  readonly settle: number;
  readonly bucket: ObjectStoreSettings;
  /** Ends with `/`, or is empty. */
  readonly prefix: string;
  /** Default: host, date and path. */
  readonly key?: string | undefined;
  readonly after: AfterUpload;
  readonly verify: 'checksum' | 'read-back';
  readonly guard: OverwriteGuard;
  /** Files that are sent at once, at most. */
  readonly concurrency: number;
  readonly once?: boolean | undefined;
  /** Says what would be shipped, and touches nothing. */
  readonly dry?: boolean | undefined;
  readonly compress?: 'gzip' | undefined;
  /** Bytes in a millisecond, at most. */
  readonly bandwidth?: number | undefined;
  /** Whether files are shipped at this time, epoch milliseconds. */
  readonly isOpen?: ((time: number) => boolean) | undefined;
  readonly removesEmptied?: boolean | undefined;
  /** A URL that is told how it goes. */
  readonly heartbeat?: string | undefined;
  /** Where uploads that are under way are remembered; undefined: they are not. */
  readonly memory?: string | undefined;
  readonly clock: Clock;
  /** Told now and then how far an upload that takes long is. */
  readonly onProgress?: ((message: string) => void) | undefined;
  readonly onWarning: (message: string) => void;
}

/** Milliseconds for which what came of a file waits for that of others: so long it stays in the directory, too. */
const GATHER = 100;

type Reports = FilesReport | WaitingFile;

/** Ships the files of a directory to a bucket; its rows are what came of that, and what waits. */
export const shippedFiles = (options: ShippedFilesOptions): Source<ShipRow> => {
  const { heartbeat, once = false, dry, clock, onWarning } = options;
  const source: Source<ShipRow> = {
    // What it waits for at the start ends with the run.
    read: (start) => lateSource(() => begin(options, start.stop)).read(start),
  };
  if (heartbeat === undefined || dry === true) return source;
  return withHeartbeat(source, { once, clock, ping: pingUrl(heartbeat, onWarning) });
};

const begin = async (options: ShippedFilesOptions, stop: AbortSignal): Promise<Source<ShipRow>> => {
  const { prefix, key = DEFAULT_KEY, compress, dry, concurrency, clock, onWarning } = options;
  const ending = compress === 'gzip' ? (path: string) => (isCompressible(path) ? '.gz' : '') : undefined;
  const keyOf = parseKeyTemplate(key, { prefix, host: hostname(), ending });
  const left = new Map<string, string>();
  const lock = dry === true ? undefined : lockOf(options);
  const action =
    lock === undefined ? dryUpload(keyOf, clock) : await uploading(options, keyOf, left, lock, stop);
  return acting<ReadyFile, Uploaded, Reports>(filesOf(options, left, lock), action, {
    ...{ concurrency, gather: GATHER, takes: isReadyFile, clock, onWarning },
  });
};

const lockOf = ({
  directory,
  settle,
  include,
  exclude,
  memory,
  onWarning,
}: ShippedFilesOptions): DirectoryLock => {
  const state = memory === undefined ? undefined : absolutePath(dirname(memory));
  return new DirectoryLock(directory, { settle, include, exclude, state }, onWarning);
};

const filesOf = (
  options: ShippedFilesOptions,
  left: ReadonlyMap<string, string>,
  lock: DirectoryLock | undefined,
): Source<DirectoryRow> => {
  const { directory, settle, once, after, include, exclude, isOpen, clock, onWarning } = options;
  return directorySource({
    ...{ directory, settle, once, isOpen, clock, onWarning },
    // One that has come since the start may have been shipped by somebody else meanwhile: that is an outage.
    walk: async (place, asked) => {
      await lock?.take();
      return walkDirectory(place, asked);
    },
    keeps: after === 'keep',
    whyLeft: (path) => left.get(path),
    ...((include ?? exclude) !== undefined && { isWanted: wantedPaths({ include, exclude }) }),
  });
};

/** Once this is the only shipper of the directory, and the bucket has been asked what it can do. */
const uploading = async (
  options: ShippedFilesOptions,
  keyOf: UploadOptions['keyOf'],
  left: Map<string, string>,
  lock: DirectoryLock,
  stop: AbortSignal,
): Promise<Action<ReadyFile, Uploaded>> => {
  const { directory, bucket, prefix, after, verify, guard, bandwidth, removesEmptied, memory } = options;
  const { clock, onProgress, onWarning } = options;
  await lock.take();
  let store: ObjectStore | undefined;
  const close = async (): Promise<void> => {
    store?.close();
    lock.release();
  };
  try {
    store = await openObjectStore(bucket);
    const learnt = memory === undefined ? undefined : join(memory, 'store.json');
    const ready = learnStore(store, { prefix, guard, memory: learnt, clock });
    try {
      await ready(stop);
    } catch (error) {
      if (!(error instanceof ObjectStoreFault)) throw error;
      if (!stop.aborted) onWarning(`${error.message} Files wait until ${store.destination} can be asked.`);
    }
    const action = upload({
      ...{ directory, store, prefix, keyOf, guard, verify, after, left, ready, bandwidth, removesEmptied },
      compress: options.compress,
      ...{ clock, onProgress, onWarning },
      memory: memory === undefined ? forgetfulMemory : uploadMemory(join(memory, 'uploads')),
    });
    return { ...action, close };
  } catch (error) {
    await close();
    throw error;
  }
};
