// Fills the disk under a store and frees it again; says what comes of every step. The disk has 24 MB.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { damageOf } from '../../../../src/io/state/lmdb/data-file-damage.js';
import { type DiskStore, diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { commitTo, loadFrom } from '../../../support/commit-to.js';
import { markedCommit, markedSaved } from '../marked-commit.js';

const disk = process.argv[2] ?? '';
const directory = join(disk, 'state');
const filler = join(disk, 'filler');
const fill = (): void => {
  try {
    for (let i = 0; ; i++) writeFileSync(filler, Buffer.alloc(i < 6 ? 4 << 20 : 4096), { flag: 'a' });
  } catch {}
};
const free = (): void => rmSync(filler);
const attempt = async (name: string, step: () => Promise<unknown>): Promise<void> => {
  try {
    console.log(`${name}: ${JSON.stringify((await step()) ?? 'done')}`);
  } catch (error) {
    console.log(
      error instanceof TidemarkError ? `${name}: ${error.code} ${error.retryable}` : `${name}: ${error}`,
    );
  }
};
const large = { ...markedCommit(2), states: { large: Buffer.alloc(8 << 20, 1) } };
const isFirst = async (store: DiskStore): Promise<boolean> =>
  isDeepStrictEqual(await loadFrom(store, 'p'), markedSaved(1));

fill();
await attempt('open on a full disk', () => diskStore({ directory }));
free();
const store = await diskStore({ directory });
await attempt('commit', () => commitTo(store, 'p', 0, markedCommit(1)));
fill();
for (let i = 0; i < 3; i++) await attempt('commit on a full disk', () => commitTo(store, 'p', 1, large));
await attempt('nothing changed', () => isFirst(store));
await attempt('whole', async () => damageOf(join(directory, 'data.mdb')) ?? true);
free();
await attempt('commit after space was made', () => commitTo(store, 'p', 1, large));
await attempt('sequence', async () => (await loadFrom(store, 'p'))?.sequence);
await store.close();
fill();
await attempt('open again on a full disk', async () => {
  await (await diskStore({ directory })).close();
});
free();
await attempt('open after space was made', async () => {
  const again = await diskStore({ directory });
  const saved = await loadFrom(again, 'p');
  await again.close();
  return saved?.sequence;
});
