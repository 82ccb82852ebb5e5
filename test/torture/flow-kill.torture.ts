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
