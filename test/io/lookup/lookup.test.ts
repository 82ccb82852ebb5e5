import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvTable } from '../../../src/io/lookup/csv-table.js';
import { mmdbTable } from '../../../src/io/lookup/mmdb-table.js';
import { WatchedTable } from '../../../src/io/lookup/watched-table.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { mmdb } from '../../support/mmdb.js';
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

  it('has one column under any name where it has only one', () => {
    expect(table('service,owner\napi,ann\n', 'team').find('api')).toEqual(['ann']);
  });

  it.each([
    ['', 'it has no header line'],
    ['a,b,c\nx,y,z\n', 'it has no column team; there are b, c'],
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

  it('must be one at the start', async () => {
    const clock = virtualClock();
    const none = new WatchedTable({ path: '/nowhere/a.csv', columns: ['x'], clock, warn: () => undefined });
    await expect(none.refresh()).rejects.toMatchObject({ code: 'unreadable' });
    await expect(watched('nothing')).rejects.toMatchObject({ code: 'unreadable' });
  });
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
