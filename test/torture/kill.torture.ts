import { expect, test } from 'vitest';
import { killCampaign } from '../support/kill-campaign.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const KILLS = Number(process.env.TIDEMARK_KILLS ?? 200);
const SEED = Number(process.env.TIDEMARK_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`loses nothing and repeats nothing over ${KILLS} kills (TIDEMARK_SEED=${SEED})`, async () => {
  const verdict = await killCampaign({
    directory: await temporaryDirectory(),
    seed: SEED,
    kills: KILLS,
    onLife: ({ index, ...life }) => {
      if ((index + 1) % 10 === 0) console.log(`${index + 1} kills so far: ${JSON.stringify(life)}`);
    },
  });
  console.log(`${verdict.kills} kills, ${verdict.rotations} rotations, ${verdict.lines} lines, seed ${SEED}`);
  expect(verdict.faults).toEqual([]);
});
