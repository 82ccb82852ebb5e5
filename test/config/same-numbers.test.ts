import { describe, expect, test } from 'vitest';
import { outputsOf } from '../support/same-rows/compared.js';
import { WRITERS } from '../support/same-rows/writers.js';

const ROWS = Number(process.env.TIDEMARK_ROWS ?? 6000);
const SEED = Number(process.env.TIDEMARK_SEED ?? 20_261_130);

/** A million of them: `TIDEMARK_ROWS=1000000`, as `npm run torture` does. */
describe(`${ROWS} requests, from the seed ${SEED}`, () => {
  const [first, ...others] = WRITERS;
  const expected = first === undefined ? undefined : outputsOf(first, SEED, ROWS);

  test.each(others)('as $name: the same outputs, byte for byte', async (writer) => {
    const said = (await outputsOf(writer, SEED, ROWS)).split('\n');
    const wanted = ((await expected) ?? '').split('\n');
    expect(wanted.length).toBeGreaterThan(ROWS / 100);
    const differing = wanted.findIndex((line, i) => line !== said[i]);
    if (differing !== -1) expect(said[differing]).toBe(wanted[differing]);
    expect(said).toHaveLength(wanted.length);
  });
});
