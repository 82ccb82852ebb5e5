import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { killCampaign } from '../support/kill-campaign.js';
import { sabotagedCommand } from '../support/sabotage.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** `npm run torture` has the long campaign, with another seed each time. */
const SEED = 20261122;

/**
 * Tells first. The commit comes when the log has grown so often since that the campaign has seen the output grow, and has come
 * to most of the steps after which it kills: that a kill falls between the two must not be a matter of luck, nor of time.
 * A log that stands still ends the wait: the campaign writes no further while the output does not grow, and it does not when
 * what is told is what the life before had told.
 */
const TELL_FIRST = `
for (const { sink, delivery } of added)
  await this.parts.places.find(({ key }) => key === sink).sink.write(delivery, new AbortController().signal);
if (added.length > 0 && !process.argv.includes('--once')) {
  const { statSync } = await import('node:fs');
  const sizeOfLog = () => statSync(process.argv[3], { throwIfNoEntry: false })?.size;
  let [changes, size, since] = [0, sizeOfLog(), performance.now()];
  while (changes < 20 && performance.now() - since < 1000) {
    await new Promise((go) => setImmediate(go));
    const now = sizeOfLog();
    if (now !== size) [changes, since] = [changes + 1, performance.now()];
    size = now;
  }
}
`;

describe('a tidemark that is killed again and again', () => {
  test(`loses nothing and repeats nothing (seed ${SEED})`, async () => {
    const campaign = { directory: await temporaryDirectory(), seed: SEED, kills: 6 };
    expect((await killCampaign(campaign)).faults).toEqual([]);
  });

  // The campaign is worth something only if it finds these.
  test.each([
    [
      'appends instead of writing where the commit says',
      [
        { file: 'io/sinks/file/write-at.js', replace: 'await refuseForeign(handle, body, bytes);', by: '' },
        {
          file: 'io/sinks/file/write-at.js',
          replace: 'offset + written)',
          by: '(await handle.stat()).size)',
        },
      ],
    ],
    [
      'tells before it commits',
      [
        {
          file: 'pipelines/committer.js',
          replace: 'await retry(() => owned.commit(',
          by: `${TELL_FIRST} await retry(() => owned.commit(`,
        },
      ],
    ],
  ])('is found out when it %s', async (_, sabotages) => {
    const directory = await temporaryDirectory();
    const main = await sabotagedCommand(join(directory, 'command'), sabotages);
    const found: string[] = [];
    // Ends with the first kill that falls where it matters; what never does is ended by the limit of the test.
    for (let round = 0; found.length === 0; round++) {
      const campaign = { directory: join(directory, `round-${round}`), seed: SEED + round, kills: 12, main };
      found.push(...(await killCampaign(campaign)).faults);
    }
    expect(found).not.toEqual([]);
  });
});
