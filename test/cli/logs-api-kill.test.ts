import { expect, test } from 'vitest';
import { resultsCampaign } from '../support/results-campaign.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

test('a logs API that is killed again and again has every result that it acknowledged as one whole line, once', async () => {
  const directory = await temporaryDirectory();
  const { faults, acknowledged } = await resultsCampaign({ directory, seed: 20261130, kills: 3 });
  expect(faults).toEqual([]);
  expect(acknowledged).toBeGreaterThan(0);
});
