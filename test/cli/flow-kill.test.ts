import { expect, test } from 'vitest';
import { flowCampaign } from '../support/flow-campaign.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** `npm run torture` has the long campaign, with another seed each time. */
const SEED = 20261122;

test.each([
  ['as it is', false, 2],
  ['that saves its sums very often', true, 2],
])(
  'a flow log %s that is killed again and again has every batch it acknowledged once, and none in part',
  async (_, smallLimits, kills) => {
    const directory = await temporaryDirectory();
    expect((await flowCampaign({ directory, seed: SEED, kills, smallLimits })).faults).toEqual([]);
  },
);
