import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a new file's name survive a crash of the machine: its directory, and those above it from `made`, the first that was made for it. */
export async function syncDirectories(directory: string, made: string | undefined): Promise<void> {
  const last = made === undefined ? directory : dirname(made);
  for (let at = directory; ; at = dirname(at)) {
    const handle = await open(at, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (at === last || at === dirname(at)) return;
  }
}
