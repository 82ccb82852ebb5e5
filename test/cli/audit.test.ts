import { expect, onTestFinished, test, vi } from 'vitest';
import { auditCommand } from '../../src/cli/audit.js';
import { diskStore } from '../../src/io/state/lmdb/disk-store.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { tidemark } from '../support/tidemark.js';

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

test('tidemark audit ends with a failure where a sum does not add up', async () => {
  const directory = await temporaryDirectory();
  const store = await diskStore({ directory });
  const counted = { rows: 3, held: 0, rejected: {}, streams: [], sinks: [] };
  const nothing = { sinks: {}, keyed: {}, kept: {}, remembered: new Map(), outbox: { added: [], done: [] } };
  for (const [pipeline, lines] of Object.entries({ whole: 3, short: 5 })) {
    const owned = await store.claim({ pipeline });
    const states = { balance: { ...counted, lines } };
    await owned.commit(0, { id: pipeline, position: undefined, states, ...nothing });
  }
  await store.close();
  const { stdout, stderr, code } = await tidemark(['audit', '--state', directory]);
  expect(stdout).toContain('lines: 5 is not 3 rows + 0 held + 0 rejected = 3.');
  expect(stderr).toContain('1 sums do not add up');
  expect(code).toBe(1);
});
