import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lookupFaults } from '../../../../src/config/lookup-faults.js';
import { builtParts } from '../../../../src/config/parts/built-parts.js';
import { tableOf } from '../../../../src/config/parts/format.js';
import { withTable } from '../../../../src/config/parts/with-table.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import type { Source } from '../../../../src/io/sources/source.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { diagnose } from '../../../config/bad-configs/diagnose.js';
import { planOf } from '../../../support/run-config.js';
import { startAt } from '../../../support/start-at.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

const record = (): Row => ({
  time: 0,
  interface_id: 'eni-1',
  srcaddr: '10.0.1.5',
  dstaddr: '192.0.2.1',
  bytes: 7,
});

/** Records one by one, named by a file of apps; what comes between them happens before the next is read. */
const named = async (apps: string, between: readonly ((write: (text: string) => void) => void)[]) => {
  const path = join(await temporaryDirectory(), 'apps.csv');
  const clock = virtualClock();
  const said: string[] = [];
  let written = 0;
  /** Puts a new file in its place, of a time of its own. */
  const write = (text: string): void => {
    writeFileSync(`${path}.new`, text);
    utimesSync(`${path}.new`, 1_700_000_000 + written, 1_700_000_000 + written++);
    renameSync(`${path}.new`, path);
  };
  write(apps);
  async function* records() {
    for (const step of between) {
      step(write);
      await clock.advance(5000);
      yield { rows: [record()], rejected: [], position: null };
    }
  }
  const source: Source<Row> = { read: () => records() };
  const found: unknown[] = [];
  const withApps = withTable(source, { 'vpc-flow': { apps: path } }, builtParts, {
    clock,
    warn: (message) => void said.push(message.replaceAll(path, 'apps.csv')),
  });
  for await (const { rows } of withApps.read(startAt())) found.push(rows[0]?.src_app);
  return { found, said };
};

const still = (): void => undefined;

test('Apps are those of the file as it is: read again when it has changed and is at rest', async () => {
  const { found, said } = await named('network,app\neni-1,web\n', [
    still,
    (write) => write('network,app\n10.0.1.0/24,shop\n'),
    still,
    still,
  ]);
  expect(found).toEqual(['web', 'web', 'shop', 'shop']);
  expect(said).toEqual([]);
});

test('Apps stay as they were where the new file is no table, which is said once', async () => {
  const { found, said } = await named('network,app\neni-1,web\n', [
    still,
    (write) => write('network,app\n10.0.1.0/99,shop\n'),
    still,
    still,
    (write) => write('network,app\neni-1,shop\n'),
    still,
  ]);
  expect(found).toEqual(['web', 'web', 'web', 'web', 'web', 'shop']);
  expect(said).toEqual([
    'apps.csv is no table to look things up in: line 2: "10.0.1.0/99" is no network; write for example 10.0.1.0/24. What was read of it before still counts.',
  ]);
});

test('It is said where no record has an app', async () => {
  const { found, said } = await named('network,app\neni-2,web\n198.51.100.0/24,db\n', [still, still]);
  expect(found).toEqual(['(other)', '(other)']);
  expect(said).toEqual([
    'Nothing of interface_id, srcaddr and dstaddr is in apps.csv so far, of 2 records, the first of "eni-1": src_app and dest_app are (other) in all of them.',
  ]);
});

const config = (apps: string): string => `version: 1
pipelines:
  vpc:
    source: { stdin: true, format: { vpc-flow: { apps: ${apps} } } }
    streams: { s: { by: [src_app], window: 1h, measure: { n: count() }, to: [stdout] } }
`;

test('check says what is wrong with the file, at its place', async () => {
  const path = join(await temporaryDirectory(), 'apps.csv');
  const faults = async (text: string | undefined): Promise<readonly unknown[]> => {
    rmSync(path, { force: true });
    if (text !== undefined) writeFileSync(path, text);
    return (await lookupFaults(planOf(config(path)), builtParts)).map(({ severity, message, place }) => [
      severity,
      message.replaceAll(path, 'apps.csv'),
      place?.line,
    ]);
  };
  expect(await faults('network,app\neni-1,web\n')).toEqual([]);
  expect(await faults(undefined)).toEqual([
    ['warning', 'There is no file apps.csv: it has to be there when the pipeline starts.', 4],
  ]);
  expect(await faults('network,owner,vpc\n')).toEqual([
    ['error', 'apps.csv is no table to look things up in: it has no column app; there are owner, vpc.', 4],
  ]);
  expect(await faults('network,app\neni-1,web\neni-1,db\n')).toEqual([
    ['warning', 'apps.csv has "eni-1" again in line 3: the last line of each counts.', 4],
  ]);
});

test.each([
  ['[a.csv]', 'The name of a file is wanted here, such as apps.csv, or a map'],
  ['""', 'The name of a file is missing'],
  ['{ eni-1: web }', 'A map is wanted here, with keys such as app, vpc'],
  ['{ eni-1: { ap: web } }', 'Unknown key "ap"'],
])('apps: %s is refused', (apps, message) => {
  const { text, errors } = diagnose(config(apps));
  expect(errors).toBeGreaterThan(0);
  expect(text).toContain(message);
});

test('Apps that a config holds itself are no file that is watched', () => {
  const apps = { 'eni-1': { app: 'web' } };
  expect(tableOf({ 'vpc-flow': { apps } }, builtParts)?.file).toBeUndefined();
  expect(tableOf('vpc-flow', builtParts)).toBeUndefined();
});
