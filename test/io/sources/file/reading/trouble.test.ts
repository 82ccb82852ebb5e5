import { appendFile, chmod, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LogReader } from '../../../../support/log-reader.js';
import { setUp } from '../../../../support/words-file.js';

const NOBODY = 65_534;

/** The tests may run as root, whom no permission stops. */
const asSomebody = (): void => {
  if (process.getuid?.() !== 0) return;
  process.seteuid?.(NOBODY);
  onTestFinished(() => process.seteuid?.(0));
};
const asOwner = async (act: () => Promise<void>): Promise<void> => {
  const user = process.geteuid?.();
  if (user === NOBODY) process.seteuid?.(0);
  await act();
  if (user === NOBODY) process.seteuid?.(NOBODY);
};

const unreadableFile = async () => {
  const { path } = await setUp('1 one\n');
  await chmod(dirname(path), 0o755);
  await chmod(path, 0o000);
  asSomebody();
  return path;
};

describe('file, not ours to read for a while', () => {
  it('warns once, keeps trying and reads it when it may', async () => {
    const path = await unreadableFile();
    const reader = new LogReader({ path });
    for (let look = 0; look < 3; look++) await reader.catchUp();
    expect(reader.warnings).toEqual([
      `Cannot read ${path}: permission denied. Check its permissions, or run as a user who may read it. Trying again until it can be read.`,
    ]);
    await asOwner(() => chmod(path, 0o644));
    await reader.catchUp();
    expect(reader.numbers).toEqual([1]);
    expect(reader.warnings).toHaveLength(1);
  });

  it('is begun where it was to be begun once it may be read', async () => {
    const path = await unreadableFile();
    const reader = new LogReader({ path, start: 'end' });
    await reader.catchUp();
    await asOwner(() => chmod(path, 0o644));
    await reader.catchUp();
    await asOwner(() => appendFile(path, '2 two\n'));
    await reader.catchUp();
    expect(reader.numbers).toEqual([2]);
  });

  it('is an error in a single pass', async () => {
    const path = await unreadableFile();
    const reader = new LogReader({ path, follow: false });
    await expect(reader.pull()).rejects.toMatchObject({
      code: 'unreadable',
      message: `Cannot read ${path}: permission denied. Check its permissions, or run as a user who may read it.`,
    });
  });

  it('goes on with the old file while the new one may not be read, and loses nothing', async () => {
    const { path } = await setUp('1 one\n');
    await chmod(dirname(path), 0o755);
    asSomebody();
    const reader = new LogReader({ path });
    await reader.catchUp();
    await asOwner(async () => {
      await rename(path, `${path}.1`);
      await writeFile(path, '3 three\n', { mode: 0o600 });
    });
    await reader.catchUp();
    await asOwner(() => appendFile(`${path}.1`, '2 two\n'));
    await reader.catchUp();
    await reader.catchUp();
    expect(reader.numbers).toEqual([1, 2]);
    expect(reader.warnings).toHaveLength(1);
    await asOwner(() => chmod(path, 0o644));
    await reader.catchUp();
    expect(reader.numbers).toEqual([1, 2, 3]);
  });
});
