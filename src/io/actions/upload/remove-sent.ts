import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, lstat, mkdir, open, rename, unlink } from 'node:fs/promises';
import { hasCode } from '../../disk/has-code.js';
import { contentIdentity, fileIdentity } from '../../sources/directory/file-identity.js';
import { placeOf } from '../../sources/directory/place-of.js';
import type { AfterUpload } from './upload-options.js';

export interface SentFile {
  readonly path: string;
  readonly identity: string;
}

const SLASH = 0x2f;

/** Undefined where there is nothing. */
const identityAt = async (place: Buffer): Promise<string | undefined> => {
  try {
    return fileIdentity(await lstat(place, { bigint: true }));
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
};

const besides = (place: Buffer, more: string): Buffer => Buffer.concat([place, Buffer.from(more)]);

const parentOf = (place: Buffer): Buffer => place.subarray(0, place.lastIndexOf(SLASH) + 1);

/**
 * Removes a file that was shipped, or moves it away, if it is still the very file: it first gets a name that nobody else knows, and is looked
 * at under that, so that what has come into its place meanwhile is left alone. Killed anywhere, the same again goes on. Rejects with the error
 * of the system.
 */
export const removeSent = async (
  directory: string,
  { path, identity }: SentFile,
  after: Exclude<AfterUpload, 'keep'>,
): Promise<void> => {
  const place = placeOf(directory, path);
  const hash = createHash('sha256').update(`${path}\n${identity}`).digest('hex').slice(0, 16);
  // Its name begins with a dot: looks pass it over.
  const hidden = besides(parentOf(place), `.tidemark-${hash}`);
  // As long as there is no place to move it to it keeps its name.
  if (after !== 'delete') await mkdir(parentOf(placeOf(after.move, path)), { recursive: true });
  if ((await identityAt(place)) === identity) await rename(place, hidden);
  const there = await identityAt(hidden);
  // Gone, or another file now; and nothing is left of an earlier try.
  if (there === undefined) return;
  // Renaming has changed the time of the inode, and nothing else.
  if (contentIdentity(there) !== contentIdentity(identity)) {
    // Between the look and the rename something else had come in its place: that is given back.
    await giveName(hidden, place, hash);
    return;
  }
  if (after === 'delete') await unlink(hidden);
  else await moveTo(hidden, placeOf(after.move, path), hash);
};

/** Gives a file a name that is free, that one or one with the hash behind it, and takes the old one. */
const giveName = async (from: Buffer, to: Buffer, hash: string): Promise<void> => {
  for (const place of [to, besides(to, `.${hash}`)]) {
    try {
      // Unlike a rename, it takes no name from anybody.
      await link(from, place);
      await unlink(from);
      return;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) {
        // An earlier try has come as far as that.
        if (inodeOf(await identityAt(place)) !== inodeOf(await identityAt(from))) continue;
        await unlink(from);
        return;
      }
      // File systems without such links: then a look has to do.
      if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
      if ((await identityAt(place)) !== undefined) continue;
      await rename(from, place);
      return;
    }
  }
  throw new Error(`no name is free for ${to.toString()}`);
};

const inodeOf = (identity: string | undefined): string | undefined =>
  identity?.split(':').slice(0, 2).join(':');

const moveTo = async (from: Buffer, to: Buffer, hash: string): Promise<void> => {
  try {
    await giveName(from, to, hash);
  } catch (error) {
    if (!hasCode(error, 'EXDEV')) throw error;
    // On another disk: half a copy never has the name of a whole one.
    const part = besides(parentOf(to), `.tidemark-${hash}.part`);
    await copyFile(from, part, constants.COPYFILE_FICLONE);
    const handle = await open(part, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await giveName(part, to, hash);
    await unlink(from);
  }
};
