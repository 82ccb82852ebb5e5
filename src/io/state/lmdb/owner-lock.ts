import { randomUUID } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { link, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { hasCode } from '../../disk/has-code.js';
import { currentProcess, isRunning, type ProcessIdentity } from '../../disk/process-identity.js';

export interface OwnerLock {
  /** To be called once. */
  release(): void;
}

/**
 * Makes this process the owner of a directory. Rejects with 'state-in-use' when another process is, or this one is
 * already. An owner that was killed, or died with the machine, is succeeded.
 *
 * A claim is a file `owner-<n>`; the highest number counts. It appears by a hard link, so with its whole content, and
 * only for one of those who want the same number. Numbers only grow (an owner that leaves empties its file instead of
 * removing it), so who acts on an old look at the directory finds its number taken or lower than another's.
 */
export const lockOwner = async (directory: string): Promise<OwnerLock> => {
  const draft = join(directory, `owner-${randomUUID()}.tmp`);
  // It stays open, so that what is emptied in the end is this file, whatever has its name by then.
  const file = openSync(draft, 'wx');
  let claimed = false;
  try {
    writeSync(file, JSON.stringify(await currentProcess()));
    await claim(directory, draft);
    claimed = true;
  } finally {
    if (!claimed) closeSync(file);
    await rm(draft, { force: true });
  }
  return {
    release: () => {
      ftruncateSync(file);
      closeSync(file);
    },
  };
};

async function claim(directory: string, draft: string): Promise<void> {
  for (;;) {
    const highest = (await claims(directory)).at(-1) ?? 0;
    const owner = await readClaim(directory, highest);
    if (owner !== undefined && (await isRunning(owner))) throw inUse(directory, owner);
    const mine = highest + 1;
    try {
      await link(draft, claimPath(directory, mine));
    } catch (error) {
      if (hasCode(error, 'EEXIST')) continue;
      throw error;
    }
    const all = await claims(directory);
    if (all.at(-1) === mine) {
      for (const old of all.slice(0, -1)) await rm(claimPath(directory, old), { force: true });
      return;
    }
    // A directory that changes while it is listed may hide a claim. Ours stood while this list was made, so it is true.
    await rm(claimPath(directory, mine), { force: true });
  }
}

/** Who has claimed a directory last. */
export interface LastClaim {
  /** How many claims there have been: whoever takes the directory over makes it larger. 0 before the first. */
  readonly number: number;
  /** The running process that has made it; undefined where nobody owns the directory. */
  readonly owner: ProcessIdentity | undefined;
}

export const lastClaimOf = async (directory: string): Promise<LastClaim> => {
  const number = (await claims(directory)).at(-1) ?? 0;
  const owner = await readClaim(directory, number);
  return { number, owner: owner !== undefined && (await isRunning(owner)) ? owner : undefined };
};

/** The running process that owns a directory. */
export const ownerOf = async (directory: string): Promise<ProcessIdentity | undefined> =>
  (await lastClaimOf(directory)).owner;

export const inUse = (directory: string, owner: ProcessIdentity): TidemarkError =>
  new TidemarkError(
    'state-in-use',
    owner.pid === process.pid
      ? `State directory ${directory} is already open in this process. Use the store that is open, or close it first.`
      : `State directory ${directory} is in use by process ${owner.pid} on ${owner.host}. Stop that one, or give this one a directory of its own.`,
  );

/** For a reader that came too early. */
export const beingMade = (directory: string, owner: ProcessIdentity): TidemarkError =>
  new TidemarkError(
    'state-in-use',
    `State directory ${directory} is just being made by process ${owner.pid} on ${owner.host}. Look again in a moment.`,
  );

const claimPath = (directory: string, number: number): string => join(directory, `owner-${number}`);

async function claims(directory: string): Promise<readonly number[]> {
  const numbers = (await readdir(directory)).flatMap((name) => {
    const digits = /^owner-([1-9]\d*)$/.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
  return numbers.sort((a, b) => a - b);
}

/** Undefined for a claim that was given up, has gone since, or was torn when the machine went down. */
async function readClaim(directory: string, number: number): Promise<ProcessIdentity | undefined> {
  const text = await readFile(claimPath(directory, number), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  try {
    const claim: unknown = JSON.parse(text);
    return isIdentity(claim) ? claim : undefined;
  } catch {
    return undefined;
  }
}

const isIdentity = (value: unknown): value is ProcessIdentity =>
  typeof value === 'object' &&
  value !== null &&
  'pid' in value &&
  typeof value.pid === 'number' &&
  value.pid > 0 &&
  'started' in value &&
  'boot' in value &&
  'host' in value;
