import { expect, onTestFinished, test, vi } from 'vitest';
import { auditCommand } from '../../src/cli/audit.js';
import { diskStore } from '../../src/io/state/disk-store.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

test('tidemark audit says so where nothing has been committed yet', async () => {
  const directory = await temporaryDirectory();
  await (await diskStore({ directory })).close();
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const told = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => {
    said.mockRestore();
    told.mockRestore();
  });
  await auditCommand().parseAsync(['--state', directory, '--json'], { from: 'user' });
  expect(said.mock.calls).toEqual([[`Nothing has been committed to ${directory} yet.\n`]]);
  expect(told).not.toHaveBeenCalled();
});
