import { type BigIntStats, lstat } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import type { SeenFile } from '../../../operators/settle.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { codeOf } from '../../code-of.js';
import { fileIdentity } from './file-identity.js';
import { ignoredBecause } from './ignored-because.js';
import { nameText } from './name-text.js';

/** A regular file. */
export interface WalkedFile extends SeenFile {
  readonly bytes: number;
  /** Of its content, as it says itself; epoch milliseconds. */
  readonly modified: number;
  /** When it came here under this name, or was last changed in any way: nobody sets this time. Epoch milliseconds. */
  readonly changed: number;
}

/** What is there and is no file to be given, by what it is. */
export type Passed = 'link' | 'pipe' | 'socket' | 'device' | 'ignored' | 'excluded';

export interface Walk {
  /** By their paths below the directory, with `/` between and each name as `nameText` writes it. */
  readonly files: readonly WalkedFile[];
  /** How many of each were passed over. */
  readonly passed: ReadonlyMap<Passed, number>;
  /** Paths at which nothing could be seen; those of directories end with `/`, and of what is in them nothing is known. */
  readonly unseen: readonly string[];
  /** Which directory it was: after it was unmounted, or replaced, it is another. */
  readonly root: string;
  /** The directories that were looked at, the first of them: as many as one may watch. */
  readonly directories: readonly Buffer[];
}

export interface WalkOptions {
  readonly signal?: AbortSignal;
  /** Of a path as `files` has it; absent: all are. */
  readonly isWanted?: ((path: string) => boolean) | undefined;
}

/** Looks asked for at once. */
const AT_ONCE = 256;
/** Each costs a place in a table of the kernel's, of which there are few thousand. */
const MOST_WATCHED = 64;

interface Found {
  /** Below the directory, as text. */
  readonly path: string;
  /** Of the system: its bytes, where they are not that text. */
  readonly place: string | Buffer;
}

/**
 * One look at a directory and all below it. Nothing is opened but directories, and no link is followed: so no pipe holds it up,
 * and it ends. What vanishes while it looks was not there.
 *
 * Rejects with TidemarkError 'unreadable' where the directory itself cannot be read: that says nothing of the files in it.
 */
export const walkDirectory = async (root: string, { signal, isWanted }: WalkOptions = {}): Promise<Walk> => {
  const files: WalkedFile[] = [];
  const passed = new Map<Passed, number>();
  const unseen: string[] = [];
  const pass = (what: Passed): void => {
    passed.set(what, (passed.get(what) ?? 0) + 1);
  };
  // Places as bytes, a character each, so that no name is lost on the way.
  const start = Buffer.from(root).toString('latin1').replace(/\/*$/, '/');
  const identity = await identityOf(root);
  const watched: Buffer[] = [];
  const directories = [{ place: start, path: '' }];
  for (
    let next = directories.pop();
    next !== undefined && signal?.aborted !== true;
    next = directories.pop()
  ) {
    const { place, path } = next;
    if (watched.length < MOST_WATCHED) watched.push(Buffer.from(place, 'latin1'));
    let found: Found[] = [];
    try {
      for await (const entry of await opendir(Buffer.from(place, 'latin1'), {
        encoding: 'latin1',
        bufferSize: 512,
      })) {
        const name = nameText(entry.name);
        if (ignoredBecause(name) !== undefined) pass('ignored');
        else if (entry.isDirectory())
          directories.push({ place: `${place}${entry.name}/`, path: `${path}${name}/` });
        else if (entry.isSymbolicLink()) pass('link');
        else if (entry.isFIFO()) pass('pipe');
        else if (entry.isSocket()) pass('socket');
        else if (entry.isBlockDevice() || entry.isCharacterDevice()) pass('device');
        else if (isWanted?.(path + name) === false) pass('excluded');
        else found.push({ path: onePiece(path, name), place: Buffer.from(place + entry.name, 'latin1') });
        if (found.length < AT_ONCE) continue;
        files.push(...(await filesAmong(found, unseen)));
        found = [];
      }
      files.push(...(await filesAmong(found, unseen)));
    } catch (error) {
      if (path === '') throw unreadable(root, error);
      // Gone meanwhile: so is what was in it.
      if (codeOf(error) !== 'ENOENT') unseen.push(path);
    }
  }
  return { files, passed, unseen, root: identity, directories: watched };
};

/** A sum would keep both of its parts for as long as it is there. */
const onePiece = (path: string, name: string): string => [path, name].join('');

const identityOf = async (root: string): Promise<string> => {
  try {
    const { dev, ino } = await stat(root, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    throw unreadable(root, error);
  }
};

const filesAmong = (found: readonly Found[], unseen: string[]): Promise<readonly WalkedFile[]> =>
  new Promise((resolve) => {
    const files: WalkedFile[] = [];
    let left = found.length;
    if (left === 0) resolve(files);
    // A promise for each would cost as much again.
    for (const { path, place } of found) {
      lstat(place, { bigint: true }, (error, stats) => {
        if (error === null) {
          if (stats.isFile()) files.push(walked(path, stats));
        } else if (error.code !== 'ENOENT') unseen.push(path);
        if (--left === 0) resolve(files);
      });
    }
  });

const walked = (path: string, stats: BigIntStats): WalkedFile => ({
  path,
  identity: fileIdentity(stats),
  bytes: Number(stats.size),
  modified: Number(stats.mtimeNs / 1_000_000n),
  changed: Number(stats.ctimeNs / 1_000_000n),
});

const unreadable = (root: string, error: unknown): TidemarkError => {
  const code = codeOf(error);
  const why: Readonly<Record<string, string>> = {
    ENOENT: 'there is none, or it is not mounted',
    ENOTDIR: 'it is no directory',
    EACCES: 'we may not read it',
    EIO: 'its disk cannot be read',
  };
  return new TidemarkError('unreadable', `The directory ${root} cannot be read: ${why[code] ?? code}.`, {
    cause: error,
    retryable: true,
  });
};
