import { expect, test } from 'vitest';
import { openJournal } from '../../../src/io/journal/open-journal.js';
import { seededRandom } from '../../../src/testing/seeded-random.js';
import { startChild } from '../../support/child.js';
import { collect } from '../../support/collect.js';
import { compile } from '../../support/compile.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { markedBody } from './marked-body.js';

const KILLS = 5;

test(`keeps every append that was said to be done when its process is killed ${KILLS} times`, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = seededRandom(seed);
  const directory = await temporaryDirectory();
  const script = await compile('test/io/journal/children/append-forever.ts');
  for (let kill = 0; kill < KILLS; kill++) {
    const child = startChild(process.execPath, [script, directory]);
    for (let lines = Math.ceil(random() * 400); lines > 0; lines--) await child.next();
    await child.kill();

    const said = Math.max(...child.said.map(Number));
    const about = `seed ${seed}, kill ${kill}`;
    const journal = await openJournal({ directory, segmentBytes: 20_000 });
    const entries = await collect(journal.entries(0));
    await journal.close();
    expect(journal.last, about).toBeGreaterThanOrEqual(said);
    expect(journal.last, about).toBeLessThanOrEqual(said + 8);
    for (const [i, { sequence, time, key, body }] of entries.entries()) {
      expect({ sequence, time, key }, about).toEqual({ sequence: i + 1, time: i + 1, key: `key-${i + 1}` });
      expect(body.equals(markedBody(i + 1)), about).toBe(true);
    }
    expect(entries, about).toHaveLength(journal.last);
  }
});
