import { describe, expect, test } from 'vitest';
import { count } from '../../src/operators/measures/index.js';
import { top } from '../../src/operators/top.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { at, batch, stepAll, windowTexts } from './kit.js';
import { operatorCases } from './operator-cases.js';

interface Section {
  readonly time: number;
  readonly name: string;
  readonly hits: number | null;
  readonly host?: string;
}

const section = (second: number, name: string, hits: number | null, host?: string): Section =>
  at(second, { name, hits, ...(host !== undefined && { host }) });
const top2 = top<Section>({ by: 'hits', n: 2 });
const names = (rows: readonly Section[]): string => rows.map(({ name }) => name).join(' ');
const ranked = (...rows: readonly Section[]): string =>
  names(stepAll(top2, [batch(rows, Infinity)])[0]?.rows ?? []);

describe('top', () => {
  operatorCases({
    operator: top2,
    inputs: [
      batch([section(0, 'a', 1), section(0, 'b', 3), section(0, 'c', 2)], 10),
      batch([section(10, 'a', 1)], 20),
      batch<Section>([], Infinity),
    ],
    show: ({ rows }) => names(rows),
    outputs: [['b c'], ['a'], ['']],
  });

  test('keeps the n greatest of every window, greatest first', () => {
    expect(ranked(section(0, 'a', 1), section(0, 'b', 3), section(0, 'c', 2), section(10, 'd', 0))).toBe(
      'b c d',
    );
  });

  test('keeps equal ones in the order of their keys', () => {
    expect(ranked(section(0, 'a', 5), section(0, 'b', 5), section(0, 'c', 5))).toBe('a b');
    expect(ranked(section(0, 'a', 1), section(0, 'b', 5), section(0, 'c', 5))).toBe('b c');
  });

  test('puts rows without a number last', () => {
    expect(ranked(section(0, 'a', null), section(0, 'b', -7), section(0, 'c', Number.NaN))).toBe('b a');
  });

  test('ranks infinities, and keeps equal ones in order', () => {
    expect(ranked(section(0, 'a', 1), section(0, 'b', Infinity), section(0, 'c', Infinity))).toBe('b c');
    expect(ranked(section(0, 'a', -Infinity), section(0, 'b', -Infinity), section(0, 'c', 1))).toBe('c a');
  });

  test('ranks within each group of `per`', () => {
    const perHost = top<Section>({ by: 'hits', n: 1, per: ['host'] });
    const rows = [
      section(0, 'a', 1, 'x'),
      section(0, 'b', 2, 'y'),
      section(0, 'c', 3, 'x'),
      section(10, 'd', 1, 'x'),
    ];
    expect(names(stepAll(perHost, [batch(rows, Infinity)])[0]?.rows ?? [])).toBe('c b d');
  });

  test('hands on the watermark, and changes no row', () => {
    const rows = Object.freeze([section(0, 'a', 1), section(0, 'b', 3)]);
    const [out] = stepAll(top2, [batch(rows, 7, { rowWatermark: 6000, rejected: [{ reason: 'late' }] })]);
    expect(out).toEqual({
      rows: [rows[1], rows[0]],
      watermark: 7000,
      rowWatermark: 6000,
      rejected: [{ reason: 'late' }],
    });
    expect(out?.rows[0]).toBe(rows[1]);
  });

  test('accounts for the rows: kept, or filtered', () => {
    const { machine } = top2;
    const state = machine.init();
    machine.step(state, batch([section(0, 'a', 1), section(0, 'b', 3), section(0, 'c', 3)], 7));
    machine.step(state, batch([section(10, 'a', 1)], 17));
    expect(machine.balance?.(state)).toEqual({ counted: 3, filtered: 1, rejected: 0 });
  });

  test('does not rank the row that stands for a run of empty windows', () => {
    const hosts = tumbling({
      size: '1s',
      by: ['host'],
      keys: ['a', 'b', 'c'],
      measures: { n: count<{ time: number; host: string }>() },
    });
    const rows = [
      at(0, { host: 'a' }),
      at(1000, { host: 'b' }),
      at(1000.1, { host: 'b' }),
      at(1000.2, { host: 'c' }),
      at(1000.3, { host: 'a' }),
    ];
    const most = top<{ time: number; n: number }>({ by: 'n', n: 1 });
    const out = stepAll(most, stepAll(hosts, [batch(rows, Infinity)]));
    expect(windowTexts(out).slice(-4).toSorted()).toEqual([
      '[1000 1001) host=b n=2',
      '[360 1000) host=b windows=640',
      '[360 1000) host=c windows=640',
      '[361 1000) host=a windows=639',
    ]);
  });

  test('refuses an n that keeps nothing, or half a row', () => {
    for (const n of [0, -1, 1.5, Number.NaN])
      expect(() => top<Section>({ by: 'hits', n })).toThrow('above 0');
  });
});

describe('top over rows without windows', () => {
  test('waits for all rows of an instant, wherever the batches are cut', () => {
    const batches = stepAll(top2, [
      batch([section(0, 'a', 1), section(0, 'b', 3), section(5, 'd', 1)], 0),
      batch([section(0, 'c', 2)], 1),
      batch([section(0, 'late', 9)], 5),
      batch<Section>([], Infinity),
    ]);
    expect(batches.map(({ rows }) => names(rows))).toEqual(['', 'b c', '', 'd']);
    expect(batches.flatMap(({ rejected }) => rejected)).toEqual([{ reason: 'late', time: 0 }]);
  });

  test('accounts for rows that wait, and keeps them in its state', () => {
    const { machine } = top2;
    const state = machine.init();
    machine.step(state, batch([section(3, 'a', 1)], 2));
    expect(machine.balance?.(state)).toEqual({ counted: 1, filtered: 0, rejected: 0 });
    const again = machine.load?.(structuredClone(state));
    expect(names(machine.step(again, batch<Section>([], 4)).rows)).toBe('a');
  });
});
