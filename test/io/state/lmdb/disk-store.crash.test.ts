import { expect, test } from 'vitest';
import { diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { seededRandom } from '../../../../src/testing/seeded-random.js';
import { startChild } from '../../../support/child.js';
import { loadFrom } from '../../../support/commit-to.js';
import { compile } from '../../../support/compile.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { markedSaved } from '../marked-commit.js';

const KILLS = 20;

test(`keeps every commit that was said to be done, whole, when its process is killed ${KILLS} times`, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = seededRandom(seed);
  const directory = await temporaryDirectory();
  const script = await compile('test/io/state/children/commit-forever.ts');
  for (let kill = 0; kill < KILLS; kill++) {
    const child = startChild(process.execPath, [script, directory]);
    for (let lines = Math.ceil(random() * 40); lines > 0; lines--) await child.next();
    await child.kill();

    const said = Number(child.said.at(-1));
    const store = await diskStore({ directory });
    const saved = await loadFrom(store, 'p');
    await store.close();
    const sequence = saved?.sequence ?? 0;
    const about = `seed ${seed}, kill ${kill}`;
    expect([said, said + 1], about).toContain(sequence);
    expect(saved, about).toStrictEqual(markedSaved(sequence));
  }
});
