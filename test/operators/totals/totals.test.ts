import { describe, expect, test } from 'vitest';
import type { Timed } from '../../../src/operators/batch.js';
import { NONE_REJECTED } from '../../../src/operators/rejected.js';
import { KeyHash } from '../../../src/operators/totals/key-hash.js';
import { SeededHash } from '../../../src/operators/totals/seeded-hash.js';
import { type TotalsOptions, type TotalsView, totals } from '../../../src/operators/totals/totals.js';
import { costGrowth } from '../../support/cost-growth.js';
import { batch, stepAll } from '../kit.js';
import { type Flow, Model, OPTIONS, type Row, shown } from './model.js';

const row = (src: string, dest: string, hour: number, tx = 1, more: object = {}): Flow => ({
  time: 0,
  src,
  dest,
  tx,
  rx: 0,
  hour,
  ...more,
});
const forget = (hour: number): Row => ({ time: 0, forget: hour });

/** Totals that can be fed and looked at. */
const running = (options: Partial<TotalsOptions> = {}) => {
  const { machine } = totals<Row>({ ...OPTIONS, ...options });
  const viewOf = (one: unknown): TotalsView => machine.view?.(one) as TotalsView;
  let state = machine.init();
  return {
    machine,
    get state() {
      return state;
    },
    feed(rows: readonly Row[], watermark = 0) {
      return machine.step(state, { rows, watermark, rejected: NONE_REJECTED });
    },
    get view() {
      return viewOf(state);
    },
    viewOf,
    reload() {
      state = machine.load?.(structuredClone(machine.save?.(state)));
    },
  };
};

/** Those of the first `count` numbers that have a hash in common with another. */
const twins = (count: number, hashOf: (i: number) => number): number[] => {
  const seen = new Map<number, number>();
  const found: number[] = [];
  for (let i = 0; i < count; i++) {
    const other = seen.get(hashOf(i));
    if (other !== undefined) found.push(other, i);
    seen.set(hashOf(i), i);
  }
  return found;
};

const texts = (view: TotalsView, hour: number): string[] =>
  [...view.rows(hour)].map(({ key, sums }) => `${key.join(' ')} ${sums.join(' ')}`);

describe('totals', () => {
  test('sum by group and key, in the order in which keys came', () => {
    const sums = running();
    sums.feed([
      { time: 5, src: 'foo', dest: 'bar', tx: 100, rx: 300, hour: 1 },
      { time: 6, src: 'baz', dest: 'qux', tx: 100, rx: 500, hour: 2 },
      { time: 7, src: 'baz', dest: 'qux', tx: 100, rx: 500, hour: 1 },
      { time: 9, src: 'foo', dest: 'bar', tx: 200, rx: 600, hour: 1 },
    ]);
    expect(texts(sums.view, 1)).toEqual(['foo bar 300 900', 'baz qux 100 500']);
    expect(texts(sums.view, 2)).toEqual(['baz qux 100 500']);
    expect(texts(sums.view, 3)).toEqual([]);
    expect(sums.view.groups).toEqual([
      { group: 1, keys: 2, lastSeen: 9, changed: 4 },
      { group: 2, keys: 1, lastSeen: 6, changed: 2 },
    ]);
    expect(sums.view.group(3)).toBeUndefined();
    expect(sums.view.keys).toBe(3);
  });

  test('take any number of fields', () => {
    const by = Array.from({ length: 6 }, (_, i) => `by ${i}`);
    const sums = Array.from({ length: 6 }, (_, i) => `sum ${i}`);
    const { machine } = totals<Timed>({ group: 'hour', by, sums });
    const state = machine.init();
    const fields = [...by.map((name) => [name, `the ${name}`]), ...sums.map((name, i) => [name, 10 + i])];
    const one = { time: 0, hour: 1, ...Object.fromEntries(fields) };
    machine.step(state, { rows: [one, one], watermark: 0, rejected: NONE_REJECTED });
    const view = machine.view?.(state) as TotalsView;
    expect([...view.rows(1)]).toEqual([
      { key: by.map((name) => `the ${name}`), sums: sums.map((_, i) => String(2 * (10 + i))) },
    ]);
  });

  test('emit nothing and pass the watermark and what was rejected on', () => {
    const before = { reason: 'malformed' } as const;
    const out = stepAll(totals<Row>(OPTIONS), [
      batch([row('a', 'b', 1)], 4, { rejected: [before], rowWatermark: 2 }),
    ]);
    expect(out).toEqual([{ rows: [], watermark: 4000, rowWatermark: 2, rejected: [before] }]);
  });

  test('are exact far beyond 2^53, and printed as digits', () => {
    const sums = running();
    const most = Number.MAX_SAFE_INTEGER;
    for (let i = 0; i < 1000; i++) sums.feed(Array.from({ length: 100 }, () => row('a', 'b', 1, most)));
    sums.feed([row('a', 'b', 1, 1)]);
    expect(texts(sums.view, 1)).toEqual([`a b ${BigInt(most) * 100_000n + 1n} 0`]);
    expect(texts(sums.view, 1)).toEqual(['a b 900719925474099100001 0']);
  });

  test('hold 2^53 - 1, 2^53 and 2^53 + 1 apart', () => {
    for (const [second, digits] of [
      [0, '9007199254740991'],
      [1, '9007199254740992'],
      [2, '9007199254740993'],
      [Number.MAX_SAFE_INTEGER, '18014398509481982'],
    ] as const) {
      const sums = running();
      sums.feed([row('a', 'b', 1, Number.MAX_SAFE_INTEGER), row('a', 'b', 1, second)]);
      expect([...sums.view.rows(1)].map((one) => one.sums[0])).toEqual([digits]);
    }
  });

  test('never confuse two keys', () => {
    const strange = [
      '',
      'a',
      'ab',
      'b',
      'bc',
      'c',
      ',',
      'a,b',
      '__proto__',
      '\u0000',
      '\u0000a',
      '\ud800',
      '\udc00',
    ];
    const wide = ['\ud800\udc00', 'ā', '\u0101\u0000', 'ÿ', 'x'.repeat(63), 'x'.repeat(64), '☃'.repeat(64)];
    const all = [...strange, ...wide, 'a'.repeat(100_000), `${'a'.repeat(99_999)}ā`];
    const pairs = all.flatMap((src) => all.map((dest) => [src, dest] as const));
    const sums = running();
    for (let times = 0; times < 2; times++) {
      sums.feed(pairs.map(([src, dest], i) => row(src, dest, 1, i)));
      sums.reload();
    }
    const rows = [...sums.view.rows(1)];
    expect(rows.length).toBe(pairs.length);
    for (const [i, { key, sums: each }] of rows.entries()) {
      if (key[0] !== pairs[i]?.[0] || key[1] !== pairs[i]?.[1]) throw new Error(`Row ${i} has another key.`);
      expect(each).toEqual([String(2 * i), '0']);
    }
  });

  test('take any safe integer as a group, and -0 as 0', () => {
    const sums = running();
    const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER } = Number;
    sums.feed([5, -0, MAX_SAFE_INTEGER, 0, MIN_SAFE_INTEGER].map((hour) => row('a', 'b', hour)));
    expect(sums.view.groups.map(({ group }) => group)).toEqual([MIN_SAFE_INTEGER, 0, 5, MAX_SAFE_INTEGER]);
    expect(texts(sums.view, 0)).toEqual(['a b 2 0']);
    expect(texts(sums.view, -0)).toEqual(['a b 2 0']);
  });

  test.each([
    ['hour must be a safe integer', { hour: 1.5 }],
    ['hour must be a safe integer', { hour: '1' }],
    ['hour must be a safe integer', { hour: undefined }],
    ['src must be a text', { src: null }],
    ['dest must be a text', { dest: 7 }],
    ['tx must be a whole number from 0 to 9007199254740991', { tx: -1 }],
    ['tx must be a whole number from 0 to 9007199254740991', { tx: 2 ** 53 }],
    ['rx must be a whole number from 0 to 9007199254740991', { rx: Number.NaN }],
    ['forget must be a safe integer', { forget: 'all' }],
  ])('turn a row away, and add nothing of it: %s', (rule, wrong) => {
    const sums = running();
    const out = sums.feed([row('a', 'b', 1, 1, wrong), row('a', 'b', 1, 2)]);
    expect(out.rejected).toEqual([{ reason: 'malformed', time: 0, detail: `totals: ${rule}.` }]);
    expect(texts(sums.view, 1)).toEqual(['a b 2 0']);
    expect(sums.machine.balance?.(sums.state)).toEqual({ counted: 1, filtered: 0, rejected: 1 });
  });

  test('forget a group when a row says so; rows that follow begin it anew', () => {
    const sums = running();
    sums.feed([
      row('a', 'b', 1),
      row('c', 'd', 1),
      row('a', 'b', 2),
      forget(1),
      row('c', 'd', 1),
      row('a', 'b', 1),
    ]);
    expect(texts(sums.view, 1)).toEqual(['c d 1 0', 'a b 1 0']);
    expect(texts(sums.view, 2)).toEqual(['a b 1 0']);
    sums.feed([forget(1), forget(77)]);
    expect(sums.view.groups.map(({ group }) => group)).toEqual([2]);
    expect(sums.view.keys).toBe(1);
    expect(sums.machine.balance?.(sums.state)).toEqual({ counted: 5, filtered: 3, rejected: 0 });
  });

  test('forget a group over and over in one step without getting slower', () => {
    const task = (times: number): void => {
      const sums = running();
      const pairs = Array.from({ length: times }, () => [row('a', 'b', 1), forget(1)] as const);
      sums.feed([...pairs.flat(), row('a', 'b', 1)]);
      expect(texts(sums.view, 1)).toEqual(['a b 1 0']);
    };
    expect(costGrowth(task, 2000)).toBeLessThan(40);
  });

  test('forget a group when the watermark is further past its newest row than is to be kept', () => {
    const sums = running({ retain: '1s' });
    sums.feed([row('a', 'b', 1), row('a', 'b', 2), row('a', 'b', 2, 1, { time: 1 })], 1000);
    expect(sums.view.groups.length).toBe(2);
    sums.feed([], 1001);
    expect(sums.view.groups.map(({ group }) => group)).toEqual([2]);
    sums.feed([row('a', 'b', 2, 1, { time: 500 })], 1500);
    sums.feed([], 1501);
    expect(sums.view.groups).toEqual([]);
    // A row that is too old already stays until the watermark moves the next time.
    sums.feed([row('a', 'b', 3)], 1501);
    sums.reload();
    expect(sums.view.groups.length).toBe(1);
    sums.feed([], 1502);
    expect(sums.view.groups.length).toBe(0);
  });

  test('forget nothing at the end of the input', () => {
    const sums = running({ retain: '1s' });
    sums.feed([row('a', 'b', 1)], Infinity);
    expect(texts(sums.view, 1)).toEqual(['a b 1 0']);
  });

  test('what rows() gave stays as it was, whatever comes after', () => {
    const sums = running();
    const many = Array.from({ length: 3000 }, (_, i) => row(`src ${i}`, '☃', 1, i));
    sums.feed(many);
    const rows = sums.view.rows(1);
    expect(rows.next().value).toEqual({ key: ['src 0', '☃'], sums: ['0', '0'] });
    sums.feed([...many, forget(1)]);
    for (let i = 0; i < 20; i++) sums.feed(Array.from({ length: 1000 }, (_, k) => row(`${i} ${k}`, 'b', 2)));
    expect([...rows]).toEqual(
      many.slice(1).map(({ src, dest, tx }) => ({ key: [src, dest], sums: [`${tx}`, '0'] })),
    );
  });

  test('are copied in steps of so many keys, to what rows() gives, if nothing changes meanwhile', () => {
    const sums = running();
    sums.feed(Array.from({ length: 3000 }, (_, i) => row(`src ${i}`, '☃', 1, i)));
    for (const keys of [1, 7, 1000, 2999, 3000, 5000]) {
      const copying = sums.view.copying(1, keys);
      let steps = 0;
      let step = copying.next();
      for (; step.done !== true; step = copying.next()) steps++;
      expect(steps).toBe(Math.ceil(3000 / keys) - 1);
      expect([...step.value]).toEqual([...sums.view.rows(1)]);
    }
    expect(sums.view.copying(5, 1).next()).toMatchObject({ done: true });
  });

  test.each([
    ['a sum', [row('src 0', '☃', 1)]],
    ['another group', [row('a', 'b', 2)]],
    ['a group that is taken out', [forget(1)]],
  ])('say that they were changed while they were copied: %s', (_, rows) => {
    const sums = running();
    sums.feed(Array.from({ length: 100 }, (_, i) => row(`src ${i}`, '☃', 1, i)));
    const copying = sums.view.copying(1, 10);
    copying.next();
    sums.feed([]);
    copying.next();
    sums.feed(rows);
    expect(() => copying.next()).toThrow('changed while they were copied');
  });

  test.each([
    [{ by: [] }, /by and sums need at least one field/],
    [{ sums: [] }, /by and sums need at least one field/],
    [{ by: ['hour'] }, /"hour" is used twice/],
    [{ by: ['tx'] }, /"tx" is used twice/],
    [{ forget: 'src' }, /"src" is used twice/],
    [{ retain: 'soon' }, /soon/],
    [{ seed: 0.5 }, /seed/],
  ])('refuse %j', (wrong, message) => {
    expect(() => totals({ ...OPTIONS, ...wrong })).toThrow(message);
  });

  test('mean the same with another retention, and something else with other fields', () => {
    const { signature } = totals(OPTIONS);
    expect(totals({ ...OPTIONS, retain: '1d', seed: 3 }).signature).toBe(signature);
    expect(totals({ ...OPTIONS, sums: ['rx', 'tx'] }).signature).not.toBe(signature);
  });
});

describe('a saved form that is not known', () => {
  test('is refused', () => {
    const { machine } = totals<Row>(OPTIONS);
    const head = machine.keyed?.head(machine.init()) as object;
    expect(() => machine.keyed?.load({ ...head, layout: 1 }, new Map())).toThrow(
      expect.objectContaining({ code: 'bad-state' }),
    );
  });
});

describe('totals of very many keys', () => {
  test('do not come back, once forgotten, with what was saved before', () => {
    const sums = running();
    const { keyed } = sums.machine;
    const kept = new Map<string, unknown>();
    for (const rows of [[row('a', 'b', 1), row('a', 'b', 2)], [forget(1)], []]) {
      sums.feed(rows);
      for (const [key, value] of keyed?.delta(sums.state) ?? []) kept.set(key, structuredClone(value));
    }
    const loaded = keyed?.load(keyed.head(sums.state), kept);
    sums.machine.step(loaded, { rows: [row('a', 'b', 1, 5)], watermark: 0, rejected: NONE_REJECTED });
    expect(texts(sums.viewOf(loaded), 1)).toEqual(['a b 5 0']);
    expect(texts(sums.viewOf(loaded), 2)).toEqual(['a b 1 0']);
    expect(sums.viewOf(loaded).keys).toBe(2);
  });

  const many = (hour: number, count: number, from = 0): Flow[] =>
    Array.from({ length: count }, (_, i) => row(`source ${from + i}`, `destination ${i % 97}`, hour, i + 1));

  test('save the pages that changed, and give back those of forgotten groups', () => {
    const sums = running();
    const keyed = sums.machine.keyed;
    const kept = new Map<string, unknown>();
    const save = (): number => {
      let pages = 0;
      for (const [key, value] of keyed?.delta(sums.state) ?? []) {
        pages++;
        if (value === undefined) kept.delete(key);
        else kept.set(key, structuredClone(value));
      }
      return pages;
    };
    const model = new Model();
    const feed = (rows: readonly Row[]): void => {
      sums.feed(rows);
      for (const one of rows) model.add(one);
    };
    for (const hour of [1, 2, 3]) feed(many(hour, 30_000, hour * 7));
    expect(save()).toBeGreaterThan(100);
    expect(save()).toBe(0);
    feed([row('source 14', 'destination 0', 2)]);
    // Its group and its slot.
    expect(save()).toBe(2);
    feed([row('a new one', '', 2)]);
    // Its group, its slot, the slot of the key before it, its new text, and the numbers of both of its texts.
    expect(save()).toBeLessThanOrEqual(6);
    const before = sums.view.bytes;
    feed([forget(1), forget(2)]);
    save();
    const halfway = keyed?.load(keyed.head(sums.state), kept);
    for (let i = 0; i < 20; i++) {
      sums.feed([]);
      if (halfway !== undefined)
        sums.machine.step(halfway, { rows: [], watermark: 0, rejected: NONE_REJECTED });
    }
    save();
    // Two keys of three are gone, and no text: the third group has them all.
    expect(sums.view.bytes).toBeLessThan(before * 0.65);
    expect(sums.viewOf(halfway).bytes).toBeLessThan(before * 0.65);
    expect(shown(sums.view)).toEqual(model.shown());
    const loaded = keyed?.load(keyed.head(sums.state), kept);
    expect(shown(sums.viewOf(loaded))).toEqual(model.shown());
    expect(
      [...kept.values()].reduce<number>((sum, page) => sum + (page as Uint8Array).length, 0),
    ).toBeLessThan(before * 0.65);
  });

  test('share texts between keys, fields and groups, and lose none that another still has', () => {
    const sums = running();
    const model = new Model();
    const feed = (rows: readonly Row[]): void => {
      sums.feed(rows);
      for (const one of rows) model.add(one);
      expect(shown(sums.view)).toEqual(model.shown());
    };
    const names = ['a', 'b', 'é', '☃', '', 'x'.repeat(300)];
    const all = (hour: number, from: readonly string[]): Row[] =>
      from.flatMap((src) => from.map((dest) => row(src, dest, hour)));
    for (let round = 0; round < 6; round++) {
      // Often enough that they are remembered.
      for (let times = 0; times < 3; times++) feed([...all(1, names), ...all(2, names.slice(round))]);
      feed([forget(1)]);
      feed([]);
      // These take the places of those that only the first group had.
      feed(all(3, [`new ${round}`, `${round}`, names[round] ?? '']));
      feed(all(1, names.slice(0, round + 1)));
      feed([forget(2), forget(1)]);
      if (round % 2 === 1) sums.reload();
    }
  });

  test('are kept apart where their hashes are equal, and so are their texts', () => {
    const hash = new SeededHash(0);
    const ofKey = new KeyHash(hash, 4);
    const count = 700;
    // Texts have the numbers 0, 1, 2, … in the order in which they come.
    const names = Array.from({ length: count }, (_, i) => `name ${i}`);
    const keys = twins(count * count, (i) =>
      ofKey.of(Uint32Array.of(1, 0, Math.floor(i / count), i % count), 0),
    );
    const alike = twins(300_000, (i) => hash.text(`text ${i}`));
    expect(Math.min(keys.length, alike.length)).toBeGreaterThan(2);
    const sums = running();
    const model = new Model();
    const rows = [
      ...names.map((name) => row(name, name, 0)),
      ...keys.map((i) => row(names[Math.floor(i / count)] ?? '', names[i % count] ?? '', 1, i)),
      ...alike.map((i) => row(`text ${i}`, '', 2, i)),
    ];
    for (let times = 0; times < 4; times++) {
      sums.feed(rows);
      for (const one of rows) model.add(one);
      expect(shown(sums.view)).toEqual(model.shown());
      sums.reload();
    }
  });

  test('of which all texts are different are forgotten and come again', () => {
    const sums = running();
    const rows = (round: number): Flow[] =>
      Array.from({ length: 10_000 }, (_, i) => row(`from ${i} ${round % 2}`, `to ${i} ${round % 3}`, 1, i));
    let most = 0;
    for (let round = 0; round < 8; round++) {
      sums.feed(rows(round));
      sums.feed(rows(round));
      expect(texts(sums.view, 1)).toEqual(
        rows(round).map(({ src, dest, tx }) => `${src} ${dest} ${2 * tx} 0`),
      );
      sums.feed([forget(1)]);
      for (let i = 0; i < 6; i++) sums.feed([]);
      if (round === 1) most = sums.view.bytes;
      if (round === 4) sums.reload();
    }
    expect(sums.view.bytes).toBeLessThanOrEqual(most * 1.2);
    expect(sums.view.keys).toBe(0);
  });

  test('are read by whoever holds them, more texts than a reader keeps', () => {
    const sums = running();
    const rows = Array.from({ length: 40_000 }, (_, i) => row(`from ${i % 20_000}`, `to ${i}`, 1, i));
    sums.feed(rows);
    const held = sums.view.rows(1);
    sums.feed([forget(1)]);
    for (let i = 0; i < 12; i++) sums.feed([]);
    sums.feed(rows.map(({ src }, i) => row(`${src} again`, `${i}`, 2)));
    expect([...held].map(({ key, sums: [tx] }) => `${key.join(' ')} ${tx}`)).toEqual(
      rows.map(({ src, dest, tx }) => `${src} ${dest} ${tx}`),
    );
  });

  test('take no more memory after months of hours that come and go', () => {
    const sums = running({ retain: '3h' });
    const HOUR = 3_600_000;
    let most = 0;
    for (let hour = 0; hour < 400; hour++) {
      const time = hour * HOUR;
      // Most keys are new every hour; some stay, and so pin the pages that they are in.
      const rows = many(hour, 500, hour * 500).map((one) => ({ ...one, time }));
      sums.feed(
        [...rows, row('always here', '', -1, 1, { time }), row(`of group ${hour % 7}`, '', -2, 1, { time })],
        time,
      );
      if (hour === 50) most = sums.view.bytes;
      if (hour % 100 === 99) sums.reload();
    }
    expect(sums.view.groups.map(({ group }) => group)).toEqual(
      [-2, -1, 396, 397, 398, 399].filter((h) => h < 0 || h > 395),
    );
    expect(texts(sums.view, -1)).toEqual(['always here  400 0']);
    expect(sums.view.bytes).toBeLessThanOrEqual(most * 1.2);
  });

  test('empty the pages of texts that little is left of', () => {
    const sums = running();
    const model = new Model();
    const feed = (rows: readonly Row[]): void => {
      sums.feed(rows);
      for (const one of rows) model.add(one);
    };
    // One key in ten stays, in all pages.
    feed(
      Array.from({ length: 25_000 }, (_, i) => row(`a long name, so that it takes a page ${i}`, 'é', i % 10)),
    );
    const before = sums.view.bytes;
    feed([1, 2, 3, 4, 5, 6, 7, 8, 9].map(forget));
    for (let i = 0; i < 20; i++) sums.feed([]);
    expect(shown(sums.view)).toEqual(model.shown());
    feed(
      Array.from({ length: 25_000 }, (_, i) => row(`a long name, so that it takes a page ${i}`, 'é', i % 10)),
    );
    expect(shown(sums.view)).toEqual(model.shown());
    expect(sums.view.bytes).toBeLessThan(before * 1.1);
    sums.reload();
    expect(shown(sums.view)).toEqual(model.shown());
  });
});
