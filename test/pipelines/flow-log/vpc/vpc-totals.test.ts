import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { planOf, runConfig } from '../../../support/run-config.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

const HOUR = 3600;
const START = Date.UTC(2026, 4, 9, 16) / 1000;

/** interface, source, target, bytes, seconds after the start, direction; no bytes: no data. */
type Flow = readonly [string, string, string, number | null, number, string?];

const FLOWS: readonly Flow[] = [
  ['eni-web', '10.0.1.5', '10.0.2.5', 100, 0],
  ['eni-web', '10.0.2.5', '10.0.1.5', 40, 10],
  ['eni-db', '10.0.1.5', '10.0.2.5', 100, 11],
  ['eni-web', '10.0.1.5', '203.0.113.9', 7, 20],
  ['eni-else', '203.0.113.9', '10.0.1.5', 5, 30],
  ['eni-web', '-', '-', null, 40],
  ['eni-web', '10.0.1.5', '10.0.2.5', 1, HOUR],
];

const APPS = `{ eni-web: { app: web, vpc: vpc-1 }, eni-db: { app: db, vpc: vpc-1 }, 10.0.1.0/24: { app: web }, 10.0.2.5: { app: db } }`;

const v2 = (flows: readonly Flow[]): string =>
  flows
    .map(([eni, source, target, bytes, at]) => {
      const data = bytes === null ? '- - - - - - -' : `${source} ${target} 443 5000 6 1 ${bytes}`;
      return `2 123456789010 ${eni} ${data} ${START + at} ${START + at + 60} ${bytes === null ? '- NODATA' : 'ACCEPT OK'}\n`;
    })
    .join('');

const custom = (flows: readonly Flow[]): string =>
  `bytes start log-status flow-direction interface-id dstaddr srcaddr vpc-id\n${flows
    .map(([eni, source, target, bytes, at, direction = '-']) =>
      [
        bytes ?? '-',
        START + at,
        bytes === null ? 'SKIPDATA' : 'OK',
        direction,
        eni,
        target,
        source,
        'vpc-own',
      ].join(' '),
    )
    .join('\n')}\n`;

const totalsOf = async (content: Buffer | string, name: string, table?: string) => {
  const directory = await temporaryDirectory();
  const path = join(directory, name);
  const apps = table === undefined ? APPS : join(directory, 'apps.csv');
  if (table !== undefined) writeFileSync(apps, table);
  writeFileSync(path, content);
  const plan = planOf(`version: 1
pipelines:
  vpc:
    source: { file: ${path}, follow: false, format: { vpc-flow: { apps: ${apps} } } }
    streams:
      totals:
        where: log_status == "OK"
        by: [src_app, dest_app, vpc_id]
        window: 1h
        measure: { tx: sum(bytes_tx), rx: sum(bytes_rx), hour: first(hour) }
        having: hour != null
        to: [stdout]
      lost: { by: [log_status], window: 1h, measure: { n: count() }, having: n > 0, to: [stdout] }
`);
  const { of, balance } = await runConfig(plan);
  return {
    totals: of('totals').map((row) => [row.src_app, row.dest_app, row.vpc_id, row.tx, row.rx, row.hour]),
    lost: of('lost').map((row) => [row.log_status, row.n]),
    balance,
  };
};

const FIRST = START / HOUR;
const WANTED = [
  ['(other)', 'web', '(other)', 5, 0, FIRST],
  ['db', 'web', 'vpc-1', 0, 100, FIRST],
  ['web', '(other)', 'vpc-1', 7, 0, FIRST],
  ['web', 'db', 'vpc-1', 100, 40, FIRST],
  ['web', 'db', 'vpc-1', 1, 0, FIRST + 1],
];
const sorted = (rows: readonly unknown[][]): unknown[][] =>
  [...rows].sort((a, b) => (JSON.stringify([a[5], a]) < JSON.stringify([b[5], b]) ? -1 : 1));

describe('the totals of VPC flow logs', () => {
  test('are those of the apps whose interfaces wrote the records, by hour, sent and got', async () => {
    const { totals, lost, balance } = await totalsOf(v2(FLOWS), 'flows.log');
    expect(sorted(totals)).toEqual(WANTED);
    expect(lost).toEqual([
      ['NODATA', 1],
      ['OK', 5],
      ['OK', 1],
    ]);
    expect(balance.rejected).toEqual({});
  });

  test('are the same from a gzip file with a header of its own order, with the record’s VPC where the app has none', async () => {
    const { totals, lost } = await totalsOf(gzipSync(custom(FLOWS)), 'flows.log.gz');
    expect(sorted(totals)).toEqual(
      sorted(WANTED.map((row) => row.map((cell, i) => (i === 2 && cell === '(other)' ? 'vpc-own' : cell)))),
    );
    expect(lost.find(([status]) => status === 'SKIPDATA')).toEqual(['SKIPDATA', 1]);
  });

  test('are the same by a file that says whose the interfaces and networks are, as those of lookups do', async () => {
    const table = 'network,app,vpc\neni-web,web,vpc-1\neni-db,db,vpc-1\n10.0.1.0/24,web,\n10.0.2.5,db,\n';
    const { totals } = await totalsOf(v2(FLOWS), 'flows.log', table);
    expect(sorted(totals)).toEqual(WANTED);
  });

  test('have the record’s own VPC where the file has no column of them, and never an app for one', async () => {
    const { totals } = await totalsOf(custom(FLOWS.slice(0, 2)), 'flows.log', 'network,app\neni-web,web\n');
    expect(totals).toEqual([['web', '(other)', 'vpc-own', 140, 0, FIRST]]);
  });

  test.each([
    ['network,owner,vpc\n', 'it has no column app; there are owner, vpc'],
    ['network,app\n10.0.0.0/33,web\n', 'line 2: "10.0.0.0/33" is no network'],
    ['network,app\nweb-1,web\n', 'line 2: "web-1" is no network'],
    ['range,app\n10.0.0.0/8,web\n', 'its first column, range, holds networks: call it network'],
  ])('end at their start where the file is %j', async (table, why) => {
    await expect(totalsOf(v2(FLOWS), 'flows.log', table)).rejects.toThrow(why);
  });

  test('go by the direction of a record where it has one', async () => {
    const flows: readonly Flow[] = [['eni-web', '192.0.2.1', '192.0.2.2', 9, 0, 'ingress']];
    const { totals } = await totalsOf(custom(flows), 'flows.log');
    expect(totals).toEqual([['web', '(other)', 'vpc-1', 0, 9, FIRST]]);
  });

  test('can be limited to networks that are some', () => {
    const config = `version: 1
pipelines:
  vpc:
    source: { file: x.log, format: { vpc-flow: { apps: { 10.0.0.0/99: { app: a } } } } }
    streams: { s: { window: 1h, measure: { n: count() }, to: [stdout] } }
`;
    expect(() => planOf(config)).toThrow('is no network');
  });
});
