import { open } from 'node:fs/promises';
import { TidemarkError } from '../../operators/tidemark-error.js';

const LARGEST = 64 * 1024 * 1024;

/** A file that tests write, as it is now. Throws TidemarkError 'unreadable', and 'bad-options' for one that is too large. */
export const readPayload = async (path: string): Promise<Buffer> => {
  const fail = (why: string, cause?: unknown): never => {
    throw new TidemarkError('unreadable', `The payload ${path} cannot be read: ${why}.`, { cause });
  };
  const file = await open(path).catch((error: unknown) =>
    fail(error instanceof Error ? error.message : String(error), error),
  );
  try {
    const about = await file.stat();
    if (!about.isFile()) fail('it is no file');
    if (about.size > LARGEST)
      throw new TidemarkError('bad-options', `The payload ${path} is in memory: it may have 64 MiB at most.`);
    return await file.readFile();
  } finally {
    await file.close();
  }
};
