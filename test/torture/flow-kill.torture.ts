import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flowCampaign } from '../support/flow-campaign.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const KILLS = Number(process.env.TIDEMARK_KILLS ?? 120);
const SEED = Number(process.env.TIDEMARK_SEED ?? Math.floor(Math.random() * 2 ** 31));

test.each([
  ['as it is', false, Math.ceil(KILLS / 4)],
  ['that saves its sums very often', true, Math.ceil((KILLS * 3) / 4)],
])(
  `a flow log %s has every acknowledged batch once (TIDEMARK_SEED=${SEED})`,
  async (_, smallLimits, kills) => {
    const directory = await temporaryDirectory();
    const { faults, ...counts } = await flowCampaign({ directory, seed: SEED, kills, smallLimits });
    console.log(JSON.stringify({ seed: SEED, ...counts }));
    expect(faults).toEqual([]);
  },
);

// The campaign is worth something only if it finds these.
test.each([
  [
    'acknowledges before it writes',
    {
      file: 'io/journal/disk-journal.js',
      replace: 'await active.file.write(pieces, active.end);',
      by: 'const at = active.end; setTimeout(() => void active.file.write(pieces, at).catch(() => {}), 100);',
    },
  ],
  [
    'does not read the last entry again',
    {
      file: 'io/journal/disk-journal.js',
      replace: 'if (record.sequence > after)',
      by: 'if (record.sequence > after && record.sequence < this.#last)',
    },
  ],
  [
    'reads an entry again that its sums have',
    {
      file: 'io/sources/journaled/journaled-run.js',
      replace: 'this.#journal.entries(this.#position)',
      by: 'this.#journal.entries(Math.max(0, this.#position - 1))',
    },
  ],
  [
    'forgets keys when it trims its journal',
    {
      file: 'io/sources/journaled/journaled-run.js',
      replace: 'writeKeys(directory, this.#keys.upTo(through, this.#time()))',
      by: 'Promise.resolve()',
    },
  ],
])('a flow log is found out when it %s', async (_, sabotage) => {
  const directory = await temporaryDirectory();
  const found: string[] = [];
  for (let round = 0; round < 5 && found.length === 0; round++) {
    const campaign = { directory: join(directory, `round-${round}`), seed: SEED + round, kills: 12 };
    found.push(...(await flowCampaign({ ...campaign, smallLimits: true, sabotages: [sabotage] })).faults);
  }
  expect(found).not.toEqual([]);
});
