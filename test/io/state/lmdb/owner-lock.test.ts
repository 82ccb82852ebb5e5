import { readdir } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { lockOwner } from '../../../../src/io/state/lmdb/owner-lock.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

/** What happens between the look at a directory and the claim that follows from it. */
const meanwhile = vi.hoisted(() => ({ happen: async (): Promise<void> => undefined }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  return {
    ...original,
    link: async (from: string, to: string): Promise<void> => {
      const { happen } = meanwhile;
      meanwhile.happen = async () => undefined;
      await happen();
      await original.link(from, to);
    },
  };
});

test('is refused to one whose look at the directory was old: the number that it claims is free again, and too low', async () => {
  const directory = await temporaryDirectory();
  let later: Awaited<ReturnType<typeof lockOwner>> | undefined;
  meanwhile.happen = async () => {
    // Two came after that look. The first left, and the second has taken away what it left.
    (await lockOwner(directory)).release();
    later = await lockOwner(directory);
    expect((await readdir(directory)).filter((name) => !name.endsWith('.tmp'))).toEqual(['owner-2']);
  };
  await expect(lockOwner(directory)).rejects.toMatchObject({ code: 'state-in-use' });
  expect(await readdir(directory)).toEqual(['owner-2']);
  later?.release();
});
