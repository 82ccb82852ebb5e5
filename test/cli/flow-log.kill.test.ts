import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flowKillCampaign } from '../support/flow-kill-campaign.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** `npm run torture` has the long campaign, with another seed each time. */
const SEED = 20261123;

test(`a flow log that is killed at random moments has every batch it has answered, once (seed ${SEED})`, {
  timeout: 300_000,
}, async () => {
  const state = join(await temporaryDirectory(), 'state');
  const { faults, stored } = await flowKillCampaign({ state, seed: SEED, kills: 8 });
  expect(faults).toEqual([]);
  expect(stored).toBeGreaterThan(100);
});
