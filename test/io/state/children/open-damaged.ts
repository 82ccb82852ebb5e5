// For every line, a copy of a state directory with one damage: opens it, reads it, commits to it; says what came of it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { damageOf } from '../../../../src/io/state/lmdb/data-file-damage.js';
import { type DiskStore, diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { commitTo, loadFrom } from '../../../support/commit-to.js';
import { markedCommit, markedSaved } from '../marked-commit.js';

const MARK = Number(process.argv[2]);
const FILES = ['data.mdb', 'tidemark-state.json'];

for await (const directory of createInterface({ input: process.stdin })) {
  const bytes = (): Promise<Buffer[]> => Promise.all(FILES.map((file) => readFile(join(directory, file))));
  const before = await bytes();
  let store: DiskStore | undefined;
  try {
    store = await diskStore({ directory });
    const same = isDeepStrictEqual(await loadFrom(store, 'p'), markedSaved(MARK));
    await commitTo(store, 'p', MARK, markedCommit(MARK + 1));
    const goesOn = isDeepStrictEqual(await loadFrom(store, 'p'), markedSaved(MARK + 1));
    await store.close();
    const whole = damageOf(join(directory, 'data.mdb')) === undefined;
    console.log(same && goesOn && whole ? 'unharmed' : `wrong ${JSON.stringify({ same, goesOn, whole })}`);
  } catch (error) {
    await store?.close();
    const refused = error instanceof TidemarkError && error.code === 'bad-state';
    const untouched = isDeepStrictEqual(await bytes(), before);
    if (!refused) console.log(`wrong ${error}`);
    else console.log(untouched ? 'refused' : `wrong, it was changed: ${error}`);
  }
}
