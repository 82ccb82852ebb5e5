import { join } from 'node:path';
import { expect, test } from 'vitest';
import { postgresCampaign } from '../support/postgres-campaign.js';
import { BLAMES_ROWS, TELLS_TOO_EARLY } from '../support/postgres-sabotages.js';
import { sabotagedCommand } from '../support/sabotage.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const KILLS = Number(process.env.TIDEMARK_KILLS ?? 300);
const SEED = Number(process.env.TIDEMARK_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`PostgreSQL has every row once after ${KILLS} kills (TIDEMARK_SEED=${SEED})`, async () => {
  const verdict = await postgresCampaign({
    directory: await temporaryDirectory(),
    seed: SEED,
    kills: KILLS,
    onLife: ({ index, ...life }) => {
      if ((index + 1) % 10 === 0) console.log(`${index + 1} kills so far: ${JSON.stringify(life)}`);
    },
  });
  console.log(JSON.stringify(verdict));
  expect(verdict).toMatchObject({ faults: [], lost: 0, doubled: 0 });
});

test('the same where rows wait for others in the state', async () => {
  const campaign = {
    directory: await temporaryDirectory(),
    seed: SEED,
    kills: Math.ceil(KILLS / 5),
    every: '5m',
  };
  const verdict = await postgresCampaign(campaign);
  console.log(JSON.stringify(verdict));
  expect(verdict).toMatchObject({ faults: [], lost: 0, doubled: 0 });
});

// The campaign is worth something only if it finds these.
test('finds rows that are there twice where there is no key', async () => {
  const campaign = { directory: await temporaryDirectory(), seed: SEED, kills: 60, hasKey: false };
  const verdict = await postgresCampaign(campaign);
  console.log(JSON.stringify(verdict));
  expect(verdict.doubled).toBeGreaterThan(0);
});

test.each([
  ['rows are said to be stored before they are', TELLS_TOO_EARLY],
  ['rows are blamed for a partition that is not there', BLAMES_ROWS],
])('finds that %s', async (_, sabotages) => {
  const directory = await temporaryDirectory();
  const main = await sabotagedCommand(join(directory, 'build'), sabotages);
  const verdict = await postgresCampaign({ directory, seed: SEED, kills: 20, main });
  console.log(JSON.stringify(verdict));
  expect(verdict.lost).toBeGreaterThan(0);
});
