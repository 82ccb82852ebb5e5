import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { jsonl } from '../../../src/io/codecs/jsonl/jsonl.js';
import { csvTable } from '../../../src/io/lookup/csv-table.js';
import { lookedUp } from '../../../src/io/lookup/looked-up.js';
import { mmdbTable } from '../../../src/io/lookup/mmdb-table.js';
import { WatchedTable } from '../../../src/io/lookup/watched-table.js';
import { stdin } from '../../../src/io/sources/stdin.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { collect } from '../../support/collect.js';
import { mmdb } from '../../support/mmdb.js';
import { startAt } from '../../support/start-at.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const table = (text: string, ...columns: string[]) => csvTable(Buffer.from(text), columns);

describe('a table of networks', () => {
  it('knows an address by the narrowest network that it is in, in any order of lines', () => {
    const teams = csvTable(
      Buffer.from('network,team\n10.1.0.0/16,data\n10.0.0.0/8,all\n10.1.2.3,ann\n2001:db8::/32,six\n'),
      ['team'],
    );
    expect(teams.find('10.1.9.9')).toEqual(['data']);
    expect(teams.find('10.2.0.1')).toEqual(['all']);
    expect(teams.find('10.1.2.3')).toEqual(['ann']);
    expect(teams.find('2001:db8::9')).toEqual(['six']);
    expect(teams.find('192.0.2.1')).toBeUndefined();
    expect(teams.find('example.com')).toBeUndefined();
  });
});

describe('a table of values', () => {
  it('knows a key as it is written, its last line counting, whatever the first column is called', () => {
    const owners = table(
      '\uFEFFservice;owner;On Call\r\n# a comment\r\n\r\napi;ann;"a;b"\r\nweb;;c\r\napi;bob;d',
      'owner',
      'on_call',
    );
    expect(owners.find('api')).toEqual(['bob', 'd']);
    expect(owners.find('web')).toEqual([null, 'c']);
    expect(owners.find('API')).toBeUndefined();
    expect(owners.size).toBe(2);
  });

  it('has cells without the blanks around them, which only quotes keep', () => {
    const owners = table('service , owner\n api , ann b \nweb,"  c "\n', 'owner');
    expect([owners.find('api'), owners.find('web')]).toEqual([['ann b'], ['  c ']]);
  });

  it('says which key comes again first, and how many do', () => {
    expect(table('a,team\nx,1\ny,2\nx,3\ny,4\n', 'team').repeated).toEqual({ times: 2, key: 'x', line: 4 });
    expect(table('network,team\n10.0.0.0/8,1\n10.0.0.0/8,2\n', 'team').repeated?.line).toBe(3);
    expect(table('a,team\nx,1\n', 'team').repeated).toBeUndefined();
  });

  it('has no more rows than there is room for', () => {
    const rows = (n: number): Buffer =>
      Buffer.from(`a,team\n${Array.from({ length: n }, (_, i) => `${i},x\n`).join('')}`);
    expect(csvTable(rows(1500), ['team'], { mostRows: 1500 }).size).toBe(1500);
    expect(() => csvTable(rows(1501), ['team'], { mostRows: 1500 })).toThrow('it has more than 1,500 rows');
  });

  it('has one column under any name where it has only one', () => {
    expect(table('service,owner\napi,ann\n', 'team').find('api')).toEqual(['ann']);
  });

  it.each([
    ['', 'it has no header line'],
    ['a,b,c\nx,y,z\n', 'it has no column team; there are b, c'],
    ['a,team, Team\nx,1,2\n', 'it has two columns that are called team'],
    ['a,team\nx\n', 'line 2 has 1 cells, and the header 2'],
    [
      'range,team\n10.0.0.0/8,x\n2001:db8::/32,y\n',
      'its first column, range, holds networks: call it network.',
    ],
    ['# mine\nnetwork,team\n\n10.0.0.0/33,x\n', 'line 4: "10.0.0.0/33" is no network'],
    ['network,team\n10.0.0.0/33,x\n', 'line 2: "10.0.0.0/33" is no network'],
    ['a,team\nx,"y\n', 'line 2: A quoted cell does not end'],
  ])('says what is wrong with %j', (text, why) => {
    expect(() => table(text, 'team')).toThrow(why);
  });
});

describe('a MaxMind database', () => {
  const bytes = mmdb({
    '10.0.0.0/8': {
      country: { iso_code: 'DE', names: { en: 'Germany' } },
      location: { time_zone: 'Europe/Berlin' },
    },
    '10.1.0.0/16': { registered_country: { iso_code: 'FR' }, autonomous_system_number: 64_500 },
    '2001:db8::/32': { country: { iso_code: 'PT' } },
  });

  it('gives what usual names mean, and what lies at paths', () => {
    const { find } = mmdbTable(bytes, ['country', 'asn', 'location.time_zone', 'nothing.at.all', 'location']);
    expect(find('10.2.3.4')).toEqual(['DE', null, 'Europe/Berlin', null, null]);
    expect(find('10.1.3.4')).toEqual(['FR', 64_500, null, null, null]);
    expect(find('::ffff:10.1.3.4')?.[0]).toBe('FR');
    expect(find('2001:db8::1')?.[0]).toBe('PT');
    expect(find('192.0.2.1')).toBeUndefined();
    expect(find('example.com')).toBeUndefined();
  });

  it('is refused where it is none', () => {
    expect(() => mmdbTable(Buffer.from('network,team\n'), ['country'])).toThrow();
    expect(() => mmdbTable(Buffer.alloc(0), ['country'])).toThrow();
  });
});

describe('a file that tables are read from', () => {
  const watched = async (text: string) => {
    const path = join(await temporaryDirectory(), 'teams.csv');
    const said: string[] = [];
    const clock = virtualClock();
    let written = 0;
    /** Puts a new file in its place, of a time of its own. */
    const write = (content: string): void => {
      writeFileSync(`${path}.new`, content);
      utimesSync(`${path}.new`, 1_700_000_000 + written, 1_700_000_000 + written++);
      renameSync(`${path}.new`, path);
    };
    write(text);
    const of = new WatchedTable({ path, columns: ['team'], clock, warn: (message) => said.push(message) });
    const looks = async (n: number): Promise<void> => {
      for (let i = 0; i < n; i++) {
        await clock.advance(5000);
        await of.refresh();
      }
    };
    await of.refresh();
    return { of, write, looks, said, path };
  };

  it('is read again when it has changed, and is at rest', async () => {
    const { of, write, looks, said } = await watched('key,team\na,one\n');
    expect([of.find('a'), of.find('b')]).toEqual([['one'], undefined]);
    write('key,team\na,two\nb,three\n');
    await of.refresh();
    expect(of.find('a')).toEqual(['one']);
    await looks(1);
    expect(of.find('a')).toEqual(['one']);
    await looks(1);
    expect([of.find('a'), of.find('b'), said]).toEqual([['two'], ['three'], []]);
  });

  it('still counts as it was where the new one is none, which is said once', async () => {
    const { of, write, looks, said, path } = await watched('key,team\na,one\n');
    write('nothing');
    await looks(4);
    expect(of.find('a')).toEqual(['one']);
    expect(said).toEqual([
      expect.stringContaining('is no table to look things up in: it has no column team'),
    ]);
    rmSync(path);
    await looks(2);
    expect([of.find('a'), said.length]).toEqual([['one'], 1]);
    write('key,team\na,new\n');
    await looks(2);
    expect(of.find('a')).toEqual(['new']);
    write('broken again');
    await looks(2);
    expect([of.find('a'), said.length]).toEqual([['new'], 2]);
  });

  it('still counts as it was while a new one is written, however long that takes', async () => {
    const { of, write, looks, said } = await watched('key,team\na,one\n');
    for (let i = 0; i < 4; i++) {
      write(`key,team\na,two\n${'b,x\n'.repeat(i)}`);
      await looks(1);
    }
    expect([of.find('a'), said]).toEqual([['one'], []]);
    // It rests in the midst of a line.
    write('key,team\na,two\nb');
    await looks(2);
    expect([of.find('a'), said.length]).toEqual([['one'], 1]);
    write('key,team\na,two\nb,three\n');
    await looks(2);
    expect([of.find('a'), of.find('b')]).toEqual([['two'], ['three']]);
  });

  it('has no more bytes than there is room for', async () => {
    const path = join(await temporaryDirectory(), 'large.csv');
    writeFileSync(path, '');
    truncateSync(path, 1024 ** 3 + 1);
    const large = new WatchedTable({ path, columns: ['x'], clock: virtualClock(), warn: () => undefined });
    await expect(large.refresh()).rejects.toThrow('it has 1.1 GB, and would stay in memory; at most 1.1 GB');
  });

  it('must be one at the start', async () => {
    const clock = virtualClock();
    const none = new WatchedTable({ path: '/nowhere/a.csv', columns: ['x'], clock, warn: () => undefined });
    await expect(none.refresh()).rejects.toMatchObject({ code: 'unreadable' });
    await expect(watched('nothing')).rejects.toMatchObject({ code: 'unreadable' });
  });
});

it('is said to be in vain where nothing is ever found, or no row has the field', async () => {
  const path = join(await temporaryDirectory(), 'teams.csv');
  const said = async (text: string, key: string): Promise<readonly string[]> => {
    writeFileSync(path, text);
    const warnings: string[] = [];
    const lines = ['10.0.0.1', '192.0.2.1', '192.0.2.2'].map(
      (host) => `${JSON.stringify({ time: '2024-05-01T12:00:00Z', host })}\n`,
    );
    const input = Readable.from([Buffer.from(lines.join(''))], { objectMode: false });
    const source = lookedUp(stdin({ input, codec: jsonl() }), [
      {
        key,
        path,
        columns: new Map([['team', 'team']]),
        clock: virtualClock(),
        warn: (one) => warnings.push(one),
      },
    ]);
    expect((await collect(source.read(startAt()))).flatMap(({ rows }) => rows)).toHaveLength(3);
    return warnings;
  };
  expect(await said('network,team\n192.0.2.0/24,a\n', 'host')).toEqual([]);
  expect(await said('network,team\n198.51.100.0/24,a\n', 'host')).toEqual([
    `Nothing of host is in ${path} so far, of 3 values, the first "10.0.0.1": team is null in all rows.`,
  ]);
  expect(await said('network,team\n10.0.0.0/8,a\n', 'hostname')).toEqual([
    `No row has had a field hostname so far, of 3, by which ${path} is looked up: team is null in all of them.`,
  ]);
});

it.skipIf(process.platform === 'win32')('refuses what is no file, without opening it', async () => {
  const fifo = join(await temporaryDirectory(), 'teams.csv');
  execFileSync('mkfifo', [fifo]);
  for (const path of [fifo, '/dev/zero']) {
    const watched = new WatchedTable({
      path,
      columns: ['team'],
      clock: virtualClock(0),
      warn: () => undefined,
    });
    await expect(watched.refresh()).rejects.toThrow(`Cannot read ${path}: it is no file`);
  }
});
