import { existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty directory that is gone when the running test is. */
export const temporaryDirectory = (): Promise<string> => directoryIn(tmpdir());

/** The same in memory, where the system has a place for that: nothing that is written there waits for a disk. */
export const quickDirectory = (): Promise<string> => directoryIn(existsSync(MEMORY) ? MEMORY : tmpdir());

const MEMORY = '/dev/shm';

const directoryIn = async (parent: string): Promise<string> => {
  const directory = await mkdtemp(join(parent, 'tidemark-'));
  // At once: the end of a test waits for no answer of a thread.
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};
