import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sabotagedCommand } from '../support/sabotage.js';
import { EmulatedTarget } from '../support/ship-campaign/emulated-target.js';
import { SHIP_SABOTAGES } from '../support/ship-campaign/ship-sabotages.js';
import { shipCampaign } from '../support/ship-campaign.js';
import { quickDirectory } from '../support/temporary-directory.js';

const KILLS = Number(process.env.TIDEMARK_KILLS ?? 300);
const SEED = Number(process.env.TIDEMARK_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`a file shipper loses and overwrites nothing over ${KILLS} kills (TIDEMARK_SEED=${SEED})`, async () => {
  const { faults, ...counts } = await shipCampaign({
    directory: await quickDirectory(),
    target: await EmulatedTarget.start(),
    seed: SEED,
    kills: KILLS,
    onLife: ({ index, ...life }) => {
      if ((index + 1) % 10 === 0) console.log(`${index + 1} kills so far: ${JSON.stringify(life)}`);
    },
  });
  console.log(JSON.stringify({ seed: SEED, ...counts }));
  expect(faults).toEqual([]);
});

// The campaign is worth something only if it finds these.
test.each(SHIP_SABOTAGES)('a file shipper is found out when it $name', async ({ sabotages, fault }) => {
  const directory = await quickDirectory();
  const main = await sabotagedCommand(join(directory, 'command'), sabotages);
  const found: string[] = [];
  for (let round = 0; round < 8 && found.length === 0; round++) {
    const verdict = await shipCampaign({
      directory: join(directory, `round-${round}`),
      target: await EmulatedTarget.start(),
      ...{ seed: SEED + round, kills: 25, main },
    });
    found.push(...verdict.faults);
  }
  console.log(found[0]);
  expect(found).toContainEqual(expect.stringMatching(fault));
});
