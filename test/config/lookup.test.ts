import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookupFaults } from '../../src/config/lookup-faults.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { mmdb } from '../support/mmdb.js';
import { bytesFor, planOf, runConfig } from '../support/run-config.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { diagnose } from './bad-configs/diagnose.js';

const lineOf = (host: string, path: string): string =>
  `${host} - - [10/May/2026:10:00:00 +0000] "GET ${path} HTTP/1.1" 200 1\n`;
const LOG = Buffer.from(`${lineOf('10.0.0.1', '/a')}${lineOf('10.1.0.1', '/b')}${lineOf('192.0.2.1', '/b')}`);
const config = (lookup: string, stream: string, more = ''): string => `version: 1
pipelines:
  web:
    source: { stdin: true, format: access-log, follow: false }
    lookup: ${lookup}
    ${more}
    streams: { s: { window: 10s, ${stream}, to: [stdout] } }
`;

describe('a lookup', () => {
  it('gives rows the columns of tables, for conditions, derived fields, keys and measures', async () => {
    const directory = await temporaryDirectory();
    const [geo, teams, owners] = ['geo.mmdb', 'teams.csv', 'owners.csv'].map((name) => join(directory, name));
    writeFileSync(
      geo ?? '',
      mmdb({ '10.0.0.0/8': { country: { iso_code: 'DE' } }, '10.1.0.0/16': { country: { iso_code: 'FR' } } }),
    );
    writeFileSync(teams ?? '', 'network,team\n10.0.0.0/8,all\n192.0.2.1,lab\n');
    writeFileSync(owners ?? '', 'team,owner,pager\nall,ann,p1\nlab,bob,p2\n');
    const lookup = `{ country: { from: ${geo}, key: host }, team: { from: ${teams}, key: host }, own: { from: ${owners}, key: team, columns: [owner, pager] } }`;
    const plan = planOf(
      config(
        lookup,
        'by: [owner, where_to], measure: { n: count(), countries: distinct(country) }',
        'derive: { where_to: \'has(country) ? country : "?"\' }',
      ),
    );
    expect(plan.pipelines[0]?.needs).toEqual(['host']);
    const { of } = await runConfig(plan, bytesFor(plan, LOG));
    expect(of('s').map(({ owner, where_to, n }) => [owner, where_to, n])).toEqual([
      ['ann', 'DE', 1],
      ['ann', 'FR', 1],
      ['bob', '?', 1],
    ]);
  });

  it('ends a pipeline at its start whose table is none', async () => {
    const plan = planOf(
      config('{ team: { from: /nowhere/teams.csv, key: host } }', 'by: team, measure: { n: count() }'),
    );
    await expect(runConfig(plan, bytesFor(plan, LOG))).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('says by check what is wrong with its table, and of one that is not there yet that it has to come', async () => {
    const directory = await temporaryDirectory();
    const faults = async (content: string | undefined) => {
      const path = join(directory, 'teams.csv');
      rmSync(path, { force: true });
      if (content !== undefined) writeFileSync(path, content);
      const plan = planOf(
        config(`{ team: { from: ${path}, key: host } }`, 'by: team, measure: { n: count() }'),
      );
      return (await lookupFaults(plan, builtParts)).map(({ severity, message, place }) => [
        severity,
        message.replaceAll(directory, ''),
        place?.line,
      ]);
    };
    expect(await faults('network,team\n10.0.0.0/8,a\n')).toEqual([]);
    expect(await faults(undefined)).toEqual([
      ['warning', 'There is no file /teams.csv: it has to be there when the pipeline starts.', 5],
    ]);
    expect(await faults('network,owner,x\n10.0.0.0/8,a,b\n')).toEqual([
      ['error', '/teams.csv is no table to look things up in: it has no column team; there are owner, x.', 5],
    ]);
    expect(await faults('network,team\n10.0.0.0/8,a\n10.0.0.0/8,b\n')).toEqual([
      ['warning', '/teams.csv has "10.0.0.0/8" again in line 3: the last line of each counts.', 5],
    ]);
  });

  it.each([
    ['{ team: { from: a.csv, key: hots } }', 'There is no field "hots".'],
    ['{ team: { from: a.csv, key: client_ip } }', 'write host: the format access-log calls it so'],
    ['{ status: { from: a.csv, key: host } }', 'Rows have a field "status" already.'],
    ['{ time: { from: a.csv, key: host } }', '"time" cannot be a field of rows.'],
    ['{ team: { from: "", key: host } }', 'The name of a file is missing.'],
    ['{ team: { from: a.csv } }', 'key'],
    ['{ team: { from: a.csv, key: host, columns: [] } }', 'Columns are wanted here'],
    ['{ team: { from: a.csv, kee: host, key: host } }', 'Unknown key "kee".'],
  ])('%s is refused', (lookup, message) => {
    const { text, errors } = diagnose(config(lookup, 'measure: { n: count() }'));
    expect(errors).toBeGreaterThan(0);
    expect(text).toContain(message);
  });

  it('makes fields that check knows: what is called otherwise is refused', () => {
    const lookup = '{ own: { from: a.csv, key: host, columns: { team: t, zone: location.time_zone } } }';
    expect(diagnose(config(lookup, 'by: [team, zone], measure: { n: count() }')).text).toBe('');
    expect(diagnose(config(lookup, 'by: own, measure: { n: count() }')).text).toContain(
      'There is no field "own".',
    );
    expect(diagnose(config(lookup, 'where: team > 5, measure: { n: count() }')).text).toContain(
      'cannot compare',
    );
  });
});
