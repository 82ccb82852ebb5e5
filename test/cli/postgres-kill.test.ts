import { expect, it } from 'vitest';
import { postgresCampaign } from '../support/postgres-campaign.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** `npm run torture` has the long campaign, with another seed each time, and builds in which something is wrong. */
const SEED = 20261130;

it(`stores every row once, though it is killed again and again, and the database too (seed ${SEED})`, async () => {
  const verdict = await postgresCampaign({ directory: await temporaryDirectory(), seed: SEED, kills: 3 });
  expect(verdict).toMatchObject({ faults: [], lost: 0, doubled: 0, databaseKills: 1 });
  expect(verdict.lines).toBeGreaterThan(0);
});
