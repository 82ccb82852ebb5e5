import { describe, expect, it } from 'vitest';
import type { Sibling } from '../../../../../src/io/sources/file/looking/siblings.js';
import { oldestFirst } from '../../../../../src/io/sources/file/rotation/oldest-first.js';
import { rotationName } from '../../../../../src/io/sources/file/rotation/rotation-name.js';

describe('rotationName', () => {
  it.each([
    ['access.log.1', 'number', [1]],
    ['access.log.12.gz', 'number', [12]],
    ['access.1.log', 'number', [1]],
    ['access.log-20260102', 'stamp', [20260102]],
    ['access.log-20260102.gz', 'stamp', [20260102]],
    ['access.log.3.zst', 'number', [3]],
    ['access-20260102.log.bz2', 'stamp', [20260102]],
    ['access.log.2026-01-02', 'stamp', [2026, 1, 2]],
    ['access.log-2026-01-02-1767312000', 'stamp', [2026, 1, 2, 1767312000]],
    ['access-20260102.log', 'stamp', [20260102]],
    ['access-2026-01-02T10-11-12.345.log.gz', 'stamp', [2026, 1, 2, 10, 11, 12, 345]],
    ['access.log.20260102T101112Z', 'stamp', [20260102, 101112]],
  ])('reads %s', (name, kind, digits) => {
    expect(rotationName(name, 'access.log')).toEqual({ kind, digits });
  });

  it.each([
    'access.log',
    'access.log.gz',
    'access.log.old',
    'access-ssl.log',
    'access.log.bak1',
    'error.log.1',
    'access2.log',
    'access.log.1.xz',
  ])('takes %s for no rotated access.log', (name) => {
    expect(rotationName(name, 'access.log')).toBeUndefined();
  });

  it('reads names without an extension', () => {
    expect(rotationName('syslog.2.gz', 'syslog')).toEqual({ kind: 'number', digits: [2] });
  });
});

const sibling = (name: string, modified: number): Sibling => ({
  path: name,
  rotation: rotationName(name, 'a.log'),
  dev: '1',
  ino: name,
  size: 1,
  changed: modified,
  born: 0,
  modified,
});
const order = (...files: readonly (readonly [string, number])[]) =>
  oldestFirst(files.map(([name, modified]) => sibling(name, modified))).map(({ path }) => path);

describe('oldestFirst', () => {
  it('counts numbers back: 1 is the newest, 10 older than 9', () => {
    expect(order(['a.log.9', 0], ['a.log.1', 0], ['a.log.10', 0])).toEqual([
      'a.log.10',
      'a.log.9',
      'a.log.1',
    ]);
  });

  it('counts numbers up where the times say so clearly', () => {
    expect(order(['a.log.3', 9000], ['a.log.1', 1000], ['a.log.2', 5000])).toEqual([
      'a.log.1',
      'a.log.2',
      'a.log.3',
    ]);
    expect(order(['a.log.1', 1000], ['a.log.2', 1900])).toEqual(['a.log.2', 'a.log.1']);
  });

  it('orders dates as dates, whatever the times', () => {
    expect(order(['a.log-20260110', 1], ['a.log-20260102', 2])).toEqual(['a.log-20260102', 'a.log-20260110']);
    expect(order(['a.log.2026-1-10', 1], ['a.log.2026-1-9', 2])).toEqual([
      'a.log.2026-1-9',
      'a.log.2026-1-10',
    ]);
  });

  it('orders names of different kinds by time', () => {
    expect(order(['a.log.1', 5], ['a.log-20260102', 3], ['other', 4])).toEqual([
      'a.log-20260102',
      'other',
      'a.log.1',
    ]);
  });
});
