import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeDirectories } from '../../disk/make-directories.js';
import { syncDirectory } from '../../disk/sync-directory.js';
import { damagedState } from '../bad-state.js';
import { damageOf } from './data-file-damage.js';
import { dataFile, readersFile } from './environment.js';
import { OwnedEnvironment } from './owned-environment.js';
import { lockOwner } from './owner-lock.js';
import { readMarker, refuseForeign, type StateMarker, writeMarker } from './state-marker.js';

export interface OwnedDirectory {
  readonly generation: string;
  readonly environment: OwnedEnvironment;
  /** Gives the directory back; to be called once. */
  close(): void;
}

/** Makes this process the owner of a state directory, which is made when it is not there. See `diskStore` for the errors. */
export const openAsOwner = async (directory: string): Promise<OwnedDirectory> => {
  const made = await makeDirectories(directory);
  if (made !== undefined) await syncDirectory(dirname(made));
  // Before anything is written, so that not even a lock appears in a directory that is not ours.
  await refuseForeign(directory);
  const lock = await lockOwner(directory);
  try {
    const marker = await readMarker(directory);
    const generation = marker?.generation ?? randomUUID();
    const environment =
      marker?.ready === true ? await openWhole(directory, marker) : await openNew(directory, generation);
    return {
      generation,
      environment,
      close: () => {
        environment.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
};

async function openWhole(directory: string, { generation, current }: StateMarker): Promise<OwnedEnvironment> {
  const damage = damageOf(dataFile(directory));
  if (damage !== undefined) throw damagedState(directory, damage);
  const environment = OwnedEnvironment.open(directory, generation, false);
  // Before the first record of today's form, so that a version that does not know it keeps out.
  if (!current) await closingOnError(environment, () => writeMarker(directory, { generation, ready: true }));
  return environment;
}

async function openNew(directory: string, generation: string): Promise<OwnedEnvironment> {
  await writeMarker(directory, { generation, ready: false });
  // What an earlier start left when it was broken off here; nothing was committed to it.
  for (const file of [dataFile(directory), readersFile(directory)]) await rm(file, { force: true });
  const environment = OwnedEnvironment.open(directory, generation, true);
  await closingOnError(environment, async () => {
    await syncDirectory(directory);
    await writeMarker(directory, { generation, ready: true });
  });
  return environment;
}

async function closingOnError(environment: OwnedEnvironment, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    environment.close();
    throw error;
  }
}
