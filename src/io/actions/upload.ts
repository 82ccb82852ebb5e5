import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { systemClock } from '../clock.js';
import { ObjectStoreFault } from '../object-store/object-store-fault.js';
import { partSize } from '../object-store/writing/part-size.js';
import type { ReadyFile } from '../sources/directory/directory-rows.js';
import { placeOf } from '../sources/directory/place-of.js';
import type { Action } from './action.js';
import type { Content } from './upload/content.js';
import { FileFault } from './upload/file-fault.js';
import { isCompressible } from './upload/is-compressible.js';
import { largeContent } from './upload/large-content.js';
import { type Placed, placeContent } from './upload/place-content.js';
import { Progress } from './upload/progress.js';
import { removeEmptied } from './upload/remove-emptied.js';
import { removeSent } from './upload/remove-sent.js';
import { SettledFile } from './upload/settled-file.js';
import { smallContent } from './upload/small-content.js';
import type { UploadOptions } from './upload/upload-options.js';
import type { UploadClass, Uploaded } from './upload/uploaded.js';
import { Uploads } from './upload/uploads.js';
import { zippedContent } from './upload/zipped-content.js';

const SMALL = 8 * 1024 * 1024;

const zip = promisify(gzip);

/** What cannot be made shorter becomes a little longer. */
const longestZipped = (bytes: number): number => bytes + Math.ceil(bytes / 1000) + 1024;

/**
 * Ships a settled file to a bucket: read once, from one descriptor, just as many bytes as it had; put where there is nothing, and where there
 * is something compared with it. Only what is there for certain counts as shipped, and what became of the file here comes after the commit
 * that holds that: it goes only if it is still the very file that was sent.
 *
 * Each attempt is an outcome; the source gives the file again. Requests that the store wants to be fewer are repeated at a slower pace
 * before it comes to that.
 */
export const upload = (options: UploadOptions): Action<ReadyFile, Uploaded> => {
  const {
    directory,
    keyOf,
    verify,
    after,
    left,
    compress,
    onProgress,
    removesEmptied = false,
    small = SMALL,
    clock = systemClock(),
    random = Math.random,
  } = options;
  const uploads = new Uploads(options, clock, random);

  const ship = async (row: ReadyFile, again: boolean, signal: AbortSignal): Promise<Placed> => {
    const { path, identity, bytes } = row;
    await options.ready?.(signal);
    const key = keyOf(row);
    if (key === undefined) throw new FileFault('key-too-long', 'its key would be longer than 1,024 bytes');
    const place = (content: Content): Promise<Placed> =>
      placeContent(content, key, uploads, { verify, again, signal });
    const file = await SettledFile.open(placeOf(directory, path), identity);
    try {
      const zips = compress === 'gzip' && isCompressible(path);
      if (bytes > small) {
        const length = partSize(zips ? longestZipped(bytes) : bytes);
        if (length === undefined) throw new FileFault('too-large', 'no object may have more than 5 TiB');
        const progress = onProgress && new Progress(path, bytes, clock, onProgress);
        const how = { bytes, length, progress, signal };
        if (!zips) return await place(largeContent(file, uploads, how));
        const content = zippedContent(file, uploads, how);
        // It is compared before it is sent.
        if (again) await content.measure();
        return await place(content);
      }
      return await uploads.budget.hold(zips ? 2 * bytes : bytes, async () => {
        const body = Buffer.allocUnsafe(bytes);
        await file.read(body, 0);
        // What is sent is what it had when it was settled, or is not sent.
        await file.check();
        return await place(smallContent(zips ? await zip(body) : body, uploads, signal));
      });
    } finally {
      await file.close();
    }
  };

  return {
    intent: 'first',
    keepsTime: false,
    key: ({ path, identity }) => `${path}\n${identity}`,
    // What is out, or could not be removed, has said so.
    missed: () => undefined,

    async perform(row, { signal, again }) {
      const begun = clock.now();
      const { path, bytes, attempt } = row;
      const outcome = (
        what: UploadClass,
        more: Partial<Pick<Uploaded, 'key' | 'found' | 'reason' | 'shipped'>>,
      ): Uploaded => {
        const now = clock.now();
        const base = { kind: 'upload', time: Math.floor(now), path, bytes, attempt, class: what } as const;
        const usual = { key: keyOf(row) ?? '', shipped: false, found: false, reason: '' };
        return { ...base, ...usual, ...more, duration: now - begun };
      };
      try {
        const { key, found, conflict } = await ship(row, again || attempt > 1, signal);
        if (!conflict) return outcome('ok', { key, found, shipped: true });
        const reason = `there is something else under ${keyOf(row) ?? ''}`;
        return outcome('conflict', { key, found, shipped: true, reason });
      } catch (error) {
        if (!(error instanceof FileFault || error instanceof ObjectStoreFault)) throw error;
        return outcome(classOf(error), { reason: error.message });
      }
    },

    async finish(row, { shipped }) {
      if (!shipped || after === 'keep') return;
      try {
        await removeSent(directory, row, after);
        left.delete(row.path);
        if (removesEmptied) await removeEmptied(directory, row.path);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        left.set(row.path, `it is shipped, and is still here: ${why}`);
        throw error;
      }
    },
  };
};

const classOf = (fault: FileFault | ObjectStoreFault): UploadClass => {
  if (fault.class === 'conflict') return 'race';
  // Of an attempt that is given up nobody hears.
  return fault.class === 'aborted' ? 'internal' : fault.class;
};
