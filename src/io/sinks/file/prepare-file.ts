import { constants } from 'node:fs';
import { access, type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { fileFailure, isLasting, notAFile, unwritableFile } from './file-failure.js';
import { BEFORE_BYTES, type FileMemory } from './file-memory.js';
import { compareLabels, type FileNames } from './file-names.js';
import { readAt } from './read-at.js';
import { refuseStateFile } from './refuse-state-file.js';

/**
 * The memory that a run begins with. With none, and after a change of the rotation: the end of the newest file that
 * is there, whatever it holds. With one: that one, and bytes past the committed offset are cut off.
 *
 * Such bytes are no delivery that waits in the outbox: those end at the offset. They come from commits that the
 * state store has lost, and then their rows come again; or somebody else wrote them, and rows and those would tear
 * each other.
 */
export async function prepareFile(
  saved: FileMemory | undefined,
  names: FileNames,
  warn: (message: string) => void,
): Promise<FileMemory | undefined> {
  const file = saved?.file ?? names.nameOf({});
  await refuseStateFile(file);
  await refuseUnwritable(file);
  try {
    const goesOn =
      saved !== undefined && saved.found === undefined && names.labelOf(basename(saved.file)) !== undefined;
    if (!goesOn) return await newest(names);
    await cutTail(saved, warn);
    return saved;
  } catch (error) {
    throw fileFailure(file, error);
  }
}

/** What no waiting mends is said before anything is read; a full disk is waited out, as it is later. */
async function refuseUnwritable(file: string): Promise<void> {
  try {
    const there = await ifThere(stat(file));
    if (there !== undefined && !there.isFile()) throw notAFile(file);
    if (there !== undefined) return await access(file, constants.R_OK | constants.W_OK);
    // Directories that are missing are made with the first row, where that can be done.
    let above = dirname(file);
    while (above !== dirname(above) && (await ifThere(stat(above))) === undefined) above = dirname(above);
    await access(`${above}/.`, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (isLasting(error)) throw unwritableFile(file, error);
    if (error instanceof TidemarkError) throw error;
  }
}

async function newest(names: FileNames): Promise<FileMemory | undefined> {
  const found = (await ifThere(readdir(names.directory))) ?? [];
  const labels = found.flatMap((base) => names.labelOf(base) ?? []).sort(compareLabels);
  const label = labels.at(-1);
  if (label === undefined) return undefined;
  const file = names.nameOf(label);
  return withFile(file, 'r', async (handle, size) => {
    const length = Math.min(size, BEFORE_BYTES);
    const before = (await readAt(handle, size - length, length)).toString('latin1');
    return { file, label, offset: size, before, found: { ended: before === '' || before.endsWith('\n') } };
  });
}

async function cutTail({ file, offset, before }: FileMemory, warn: (message: string) => void): Promise<void> {
  if (offset === 0) return;
  await withFile(file, 'r+', async (handle, size) => {
    const found = await readAt(handle, offset - before.length, before.length);
    // Another file than the one we left: not ours to cut. The first write says so.
    if (size <= offset || found.toString('latin1') !== before) return;
    await handle.truncate(offset);
    await handle.sync();
    warn(
      `Cut ${size - offset} bytes off the end of ${file}, past byte ${offset}, the last that was committed. Their rows come again, or somebody else wrote them.`,
    );
  });
}

async function withFile<T>(
  file: string,
  flags: 'r' | 'r+',
  use: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T | undefined> {
  // Asked before opening: opening a named pipe waits for its other end.
  const there = await ifThere(stat(file));
  if (there === undefined) return undefined;
  if (!there.isFile()) throw notAFile(file);
  const handle = await open(file, flags);
  try {
    return await use(handle, there.size);
  } finally {
    await handle.close();
  }
}

const ifThere = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};
