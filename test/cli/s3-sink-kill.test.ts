import { expect, it } from 'vitest';
import { lakeCampaign } from '../support/lake-campaign.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** `npm run torture` has the long campaign, with another seed each time, and builds in which something is wrong. */
const SEED = 20261201;

it(`has every row once over all objects, though it is killed again and again (seed ${SEED})`, async () => {
  const verdict = await lakeCampaign({ directory: await temporaryDirectory(), seed: SEED, kills: 10 });
  expect(verdict).toMatchObject({ faults: [], lost: 0, doubled: 0 });
  expect(verdict.objects).toBeGreaterThan(1);
});
