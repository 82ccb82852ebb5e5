import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Mutation } from '../support/mutations/mutation.js';
import { NAMES } from '../support/mutations/names.js';
import { TIMES } from '../support/mutations/times.js';
import { UNITS } from '../support/mutations/units.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { rowsIn, tidemark } from '../support/tidemark.js';

const configOf = ({ format = 'jsonl', pipeline }: Mutation): string => `version: 1
pipelines:
  p:
    source: { file: input.log, format: ${format}, follow: false }
${pipeline.replace(/^\n/, '')}
`;

/** Whatever people get wrong: the right number, or a word about it. */
describe.each([
  ['units', UNITS],
  ['times', TIMES],
  ['names', NAMES],
] as const)('%s', (_, mutations) => {
  test.each(mutations)('$name', async (mutation) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'tidemark.yaml'), configOf(mutation));
    await writeFile(join(directory, 'input.log'), `${mutation.lines.join('\n')}\n`);
    const { stdout, stderr: said } = await tidemark(['run', '--json'], { cwd: directory });
    for (const row of mutation.right ?? [])
      expect(rowsIn(stdout), said).toContainEqual(expect.objectContaining(row));
    if (mutation.said !== undefined) expect(said).toMatch(mutation.said);
  });
});
