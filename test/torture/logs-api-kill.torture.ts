import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultsCampaign } from '../support/results-campaign.js';
import { sabotagedCommand } from '../support/sabotage.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const KILLS = Number(process.env.TIDEMARK_KILLS ?? 300);
const SEED = Number(process.env.TIDEMARK_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`every result that was acknowledged is one whole line, once (TIDEMARK_SEED=${SEED})`, async () => {
  const directory = await temporaryDirectory();
  const { faults, ...counts } = await resultsCampaign({ directory, seed: SEED, kills: KILLS });
  console.log(JSON.stringify({ seed: SEED, ...counts }));
  expect(faults).toEqual([]);
});

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
    'does not know what it had before it was killed',
    {
      file: 'io/sources/journaled/journaled-run.js',
      replace: 'if (key !== undefined)\n                    this.#keys.add',
      by: 'if (false)\n                    this.#keys.add',
    },
  ],
])('a logs API is found out that %s', async (_, sabotage) => {
  const directory = await temporaryDirectory();
  const main = await sabotagedCommand(join(directory, 'command'), [sabotage]);
  const campaign = resultsCampaign({ directory, seed: SEED, kills: 12, main });
  // The command itself may see it first: its state is ahead of its journal, and it does not start.
  const faults = await campaign.then(
    (verdict) => verdict.faults,
    (error) => {
      if (!/the journal has .*do not belong together/.test(String(error))) throw error;
      return [String(error)];
    },
  );
  expect(faults).not.toEqual([]);
});
