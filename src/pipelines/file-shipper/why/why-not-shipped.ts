import { type BigIntStats, existsSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { absolutePath } from '../../../io/disk/absolute-path.js';
import { hasCode } from '../../../io/disk/has-code.js';
import { fileIdentity } from '../../../io/sources/directory/file-identity.js';
import { ignoredBecause } from '../../../io/sources/directory/ignored-because.js';
import { LOCKS } from '../../../io/sources/directory/locks.js';
import { nameText } from '../../../io/sources/directory/name-text.js';
import { placeOf } from '../../../io/sources/directory/place-of.js';
import { readShipperNote, type ShipperNote } from '../../../io/sources/directory/shipper-note.js';
import { wantedPaths } from '../../../io/sources/directory/wanted-paths.js';
import { diskStore } from '../../../io/state/lmdb/disk-store.js';
import { ownerOf } from '../../../io/state/lmdb/owner-lock.js';
import { formatDuration } from '../../../io/text/format-duration.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { shippedDirectory } from './shipped-directory.js';
import { stateOfFile } from './state-of-file.js';
import type { Why } from './why.js';

export interface WhyOptions {
  readonly file: string;
  /** Absent: the nearest one above the file from which somebody has shipped. */
  readonly directory?: string | undefined;
  /** Absent: where the shipper has said that it remembers. */
  readonly state?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

type Known = Pick<Why, 'state' | 'reason' | 'attempts' | 'after'>;

/**
 * Why a file is not shipped: by its name, by what it is, and by what the shipper remembers of it. Rejects with TidemarkError 'usage' for one
 * that is in no directory that is shipped.
 */
export const whyNotShipped = async (options: WhyOptions): Promise<Why> => {
  const file = absolutePath(options.file);
  const directory =
    options.directory === undefined ? shippedDirectory(file) : absolutePath(options.directory);
  const below = `${directory?.replace(/\/$/, '') ?? ''}/`;
  if (directory === undefined || !file.startsWith(below))
    throw new TidemarkError(
      'usage',
      `${file} is in no directory from which files were shipped. Give --directory DIR, the one that the file shipper was given.`,
    );
  const path = await pathIn(directory, file.slice(below.length));
  const note = await readShipperNote(directory);
  // It may have been removed since the shipper said so; who names one wants to know.
  const said = note?.state !== undefined && existsSync(note.state) ? note.state : undefined;
  const owner = await ownerOf(join(directory, LOCKS)).catch(() => undefined);
  return {
    ...{ path, directory },
    ...(await knownOf(directory, path, { ...options, state: options.state ?? said }, note)),
    ...(owner !== undefined && { shipper: { pid: owner.pid, host: owner.host } }),
  };
};

/** Somebody may give the name of a file as it is, or as rows have it. */
const pathIn = async (directory: string, given: string): Promise<string> => {
  const written = given
    .split('/')
    .map((name) => nameText(Buffer.from(name).toString('latin1')))
    .join('/');
  if (written === given || (await statsAt(placeOf(directory, written))) !== undefined) return written;
  return (await statsAt(placeOf(directory, given))) === undefined ? written : given;
};

const statsAt = (place: Buffer): Promise<BigIntStats | undefined> =>
  lstat(place, { bigint: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });

const knownOf = async (
  directory: string,
  path: string,
  { state, now }: WhyOptions,
  note: ShipperNote | undefined,
): Promise<Known> => {
  for (const name of path.split('/')) {
    const why = ignoredBecause(name);
    if (why !== undefined) return { state: 'passed', reason: `${name} is left alone: ${why}` };
  }
  const stats = await statsAt(placeOf(directory, path));
  if (stats === undefined)
    return { state: 'gone', reason: 'there is no such file: it was shipped and removed, or never was there' };
  if (!stats.isFile()) return { state: 'passed', reason: `it is ${kindOf(stats)}, and files alone ship` };
  const patterns = { include: note?.include, exclude: note?.exclude };
  if ((patterns.include ?? patterns.exclude) !== undefined && !wantedPaths(patterns)(path))
    return { state: 'passed', reason: 'it is not among what include and exclude say is shipped' };
  const identity = fileIdentity(stats);
  for (const remembered of state === undefined ? [] : await memoriesIn(state)) {
    const known = stateOfFile(remembered, path, identity);
    if (known !== undefined) return known;
  }
  return restOf(Math.max(0, now - Number(stats.ctimeNs / 1_000_000n)), note?.settle);
};

/** What nothing is remembered of. */
const restOf = (age: number, settle: number | undefined): Known => {
  const since = `it was changed, or came, ${formatDuration(Math.floor(age / 1000) * 1000)} ago`;
  if (settle === undefined || age >= settle)
    return {
      state: 'queued',
      reason: `${since}; it was not tried yet: it is looked at, or older ones go first`,
    };
  return { state: 'settling', reason: `${since}, and is to be left alone for ${formatDuration(settle)}` };
};

const kindOf = (stats: BigIntStats): string => {
  if (stats.isSymbolicLink()) return 'a link';
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
};

/** What the pipelines of a state directory remember of their sources. */
const memoriesIn = async (directory: string): Promise<readonly ReadonlyMap<string, unknown>[]> => {
  const store = await diskStore({ directory, readOnly: true });
  try {
    const memories: ReadonlyMap<string, unknown>[] = [];
    for (const key of await store.list()) {
      const saved = await store.load(key);
      if (saved !== undefined) memories.push(saved.remembered);
    }
    return memories;
  } finally {
    await store.close();
  }
};
