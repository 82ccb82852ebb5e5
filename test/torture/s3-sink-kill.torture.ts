import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lakeCampaign } from '../support/lake-campaign.js';
import { sabotagedCommand } from '../support/sabotage.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const KILLS = Number(process.env.TIDEMARK_KILLS ?? 300);
const SEED = Number(process.env.TIDEMARK_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`a bucket has every row once after ${KILLS} kills (TIDEMARK_SEED=${SEED})`, async () => {
  const verdict = await lakeCampaign({
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

// The campaign is worth something only if it finds these.
test.each([
  [
    'keys are other ones each time',
    [
      {
        file: 'io/sinks/s3/object-writer.js',
        replace: 'const { key } = body;',
        by: "const key = body.key.replace(/\\.jsonl/, '~' + Math.random() + '.jsonl');",
      },
    ],
    'doubled',
  ],
  [
    'rows are said to be stored before they are',
    [
      {
        file: 'io/sinks/s3.js',
        replace: 'await (await writer).write(body, signal, piece);',
        by: 'void writer.then((one) => one.write(body, signal, piece)).catch(() => undefined);',
      },
    ],
    'lost',
  ],
] as const)('finds that %s', async (_, sabotages, fault) => {
  const directory = await temporaryDirectory();
  const main = await sabotagedCommand(join(directory, 'build'), sabotages);
  const verdict = await lakeCampaign({ directory, seed: SEED, kills: 20, main });
  console.log(JSON.stringify(verdict));
  expect(verdict[fault]).toBeGreaterThan(0);
});
