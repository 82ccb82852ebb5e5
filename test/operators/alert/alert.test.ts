import { describe, expect, test } from 'vitest';
import { alert } from '../../../src/operators/alert/alert.js';
import type { AlertOptions, Transition } from '../../../src/operators/alert/alert-options.js';
import { perSecond } from '../../../src/operators/alert/threshold.js';
import type { Batch, Timed } from '../../../src/operators/batch.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { compose } from '../../../src/operators/compose.js';
import { count, mean, ratio } from '../../../src/operators/measures/index.js';
import { session } from '../../../src/operators/session/session.js';
import { sliding } from '../../../src/operators/windows/sliding.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { chunkOf, END } from '../../../src/testing/run-chunks.js';
import {
  at,
  batch,
  chunk,
  look,
  reasonsOf,
  rowsAt,
  rowsOf,
  stepAll,
  stepChunks,
  transitionText,
  transitionTexts,
} from '../kit.js';
import { operatorCases } from '../operator-cases.js';

interface Level {
  readonly time: number;
  readonly v: number | null;
  readonly host?: string;
  readonly busy?: boolean;
}

const level = (second: number, v: number | null, more: Partial<Level> = {}): Level =>
  at(second, { v, ...more });

/** Values one second apart, from second 0 on. */
const everySecond = (...values: readonly (number | null)[]): Level[] => values.map((v, i) => level(i, v));

const watch = (options: Partial<AlertOptions<Level>>, rows: readonly Level[], until = Infinity): string[] =>
  transitionTexts(stepAll(alert<Level>({ value: 'v', ...options }), [batch(rows, until)]));

const above5 = alert<Level>({ value: 'v', above: 5 });

describe('alert', () => {
  operatorCases<Batch<Level>, Batch<Transition>>({
    operator: above5,
    inputs: [batch(everySecond(1, 9), 2), batch([level(2, 9), level(3, 1)], 4), batch<Level>([], Infinity)],
    show: ({ rows }) => rows.map(transitionText),
    outputs: [[['0 no_data → ok 1 initial', '1 ok → firing 9']], [['3 firing → ok 1']], [[]]],
    throwing: alert<Level>({
      value: () => {
        throw new Error('A value broke.');
      },
      above: 5,
    }),
  });

  describe('gone', () => {
    const left = level(3, 9, { busy: true });
    const options = { above: 5, gone: ({ busy }: Level) => busy === true } as const;

    test('forgets what was said, says nothing, and begins anew with the next row', () => {
      expect(watch(options, [...everySecond(1, 9, 9), left, level(5, 1), level(6, 9)])).toEqual([
        '0 no_data → ok 1 initial',
        '1 ok → firing 9',
        '5 no_data → ok 1 initial',
        '6 ok → firing 9',
      ]);
    });

    test('forgets rows in a row, reminders and what is awaited', () => {
      const rows = [...everySecond(1, 9, 9), left, level(4, 9), level(5, 9)];
      expect(watch({ ...options, for: '3x' }, rows)).toEqual(['0 no_data → ok 1 initial']);
      expect(watch({ ...options, remind: '1s' }, [...everySecond(1, 9), left], 60)).toEqual([
        '0 no_data → ok 1 initial',
        '1 ok → firing 9',
        '2 firing → firing 9 reminder',
      ]);
      const by: Partial<AlertOptions<Level>> = { value: undefined as never, by: ['host'], absent: '5s' };
      const awaited = (gone: AlertOptions<Level>['gone']): string[] =>
        transitionTexts(
          stepAll(alert<Level>({ ...by, ...(gone !== undefined && { gone }) }), [
            batch([level(0, 1, { host: 'a' }), { ...left, host: 'a' }], 60),
          ]),
        );
      expect(awaited(undefined)).toHaveLength(2);
      expect(awaited(options.gone)).toHaveLength(1);
    });
  });

  describe('thresholds', () => {
    test('above: fires when the value is greater, recovers when it is less', () => {
      expect(watch({ above: 5 }, everySecond(4, 5.001, 6, 4.999))).toEqual([
        '0 no_data → ok 4 initial',
        '1 ok → firing 5.001',
        '3 firing → ok 4.999',
      ]);
    });

    test('keeps the state at exactly the threshold, firing or not', () => {
      expect(watch({ above: 5 }, everySecond(4, 5, 5, 6, 5, 5, 4))).toEqual([
        '0 no_data → ok 4 initial',
        '3 ok → firing 6',
        '6 firing → ok 4',
      ]);
    });

    test('below: fires when the value is less, recovers when it is greater', () => {
      expect(watch({ below: 5 }, everySecond(6, 5, 4, 5, 6))).toEqual([
        '0 no_data → ok 6 initial',
        '2 ok → firing 4',
        '4 firing → ok 6',
      ]);
    });

    test('clear: recovers only beyond a level of its own, strictly', () => {
      expect(watch({ above: 5, clear: 3 }, everySecond(6, 4, 3, 6, 2.9, 4))).toEqual([
        '0 no_data → firing 6 initial',
        '4 firing → ok 2.9',
      ]);
      expect(watch({ below: 5, clear: 7 }, everySecond(4, 6, 7, 7.1))).toEqual([
        '0 no_data → firing 4 initial',
        '3 firing → ok 7.1',
      ]);
    });

    test('if: fires while a condition is true', () => {
      const busy = alert<Level>({ if: (row) => row.busy === true });
      const rows = [level(0, 0), level(1, 0, { busy: true }), level(2, 0, { busy: true }), level(3, 0)];
      const [out] = stepAll(busy, [batch(rows, Infinity)]);
      expect(out?.rows.map(transitionText)).toEqual([
        '0 no_data → ok initial',
        '1 ok → firing',
        '3 firing → ok',
      ]);
      expect(out?.rows[1]).toMatchObject({ value: null, threshold: null });
    });

    test('value: may be a function of the row', () => {
      expect(watch({ value: (row) => (row.v ?? 0) * 10, above: 5 }, everySecond(0.4, 0.6))).toEqual([
        '0 no_data → ok 4 initial',
        '1 ok → firing 6',
      ]);
    });

    test('a rate is held against the length of the row’s window: 0.07 a second over 100 s is 7 hits', () => {
      const rated = compose(
        tumbling({ size: '100s', measures: { hits: count() } }),
        alert({ value: 'hits', above: perSecond(0.07) }),
      );
      const rows = [
        1, 2, 3, 4, 5, 6, 7, 101, 102, 103, 104, 105, 106, 107, 108, 201, 202, 203, 204, 205, 206, 207, 301,
      ];
      const out = stepAll(rated, [batch(rowsAt(...rows), Infinity)]);
      expect(transitionTexts(out)).toEqual(['100 no_data → firing 8 initial', '300 firing → ok 1']);
      expect(rowsOf(out)[0]?.threshold).toBe(7);
    });
  });

  describe('for', () => {
    test('fires when the level has been crossed for so long without a break', () => {
      expect(watch({ above: 5, for: '3s' }, everySecond(1, 9, 9, 9, 9, 9))).toEqual([
        '0 no_data → ok 1 initial',
        '4 ok → firing 9',
      ]);
    });

    test('a clear row or one at exactly the threshold is a break', () => {
      expect(watch({ above: 5, for: '3s' }, everySecond(1, 9, 9, 1, 9, 9, 5, 9, 9, 9))).toEqual([
        '0 no_data → ok 1 initial',
      ]);
    });

    test('is over when the watermark says so, with no row needed', () => {
      const waiting = alert<Level>({ value: 'v', above: 5, for: '3s' });
      const out = stepAll(waiting, [
        batch([level(0, 1), level(1, 9)], 2),
        batch<Level>([], 4),
        batch<Level>([], 4.001),
      ]);
      expect(out.map(({ rows }) => rows.map(transitionText))).toEqual([
        ['0 no_data → ok 1 initial'],
        [],
        ['4 ok → firing 9'],
      ]);
    });

    test('in rows: 3x is the third row in a row, however far apart', () => {
      const rows = [
        level(0, 1),
        level(1, 9),
        level(2, 9),
        level(3, 1),
        level(10, 9),
        level(20, 9),
        level(90, 9),
      ];
      expect(watch({ above: 5, for: '3x' }, rows)).toEqual(['0 no_data → ok 1 initial', '90 ok → firing 9']);
    });

    test('is not finished by the end of the input: an end is no time', () => {
      expect(watch({ above: 5, for: '3s' }, everySecond(1, 9))).toEqual(['0 no_data → ok 1 initial']);
    });

    test('when it fires as the first thing known, that is no initial evaluation', () => {
      expect(watch({ above: 5, for: '2s' }, everySecond(9, 9, 9))).toEqual(['2 no_data → firing 9']);
      expect(watch({ above: 5, for: '9s' }, everySecond(9, 9, 1))).toEqual(['2 no_data → ok 1 initial']);
    });
  });

  describe('hold', () => {
    test('recovers when the level has been clear for so long without a break', () => {
      expect(watch({ above: 5, hold: '2s' }, everySecond(9, 1, 9, 1, 5, 1, 1, 1)).slice(1)).toEqual([
        '7 firing → ok 1',
      ]);
    });

    test('is over when the watermark says so, and at the end of the input', () => {
      const holding = alert<Level>({ value: 'v', above: 5, hold: '10s' });
      const rows = batch(everySecond(9, 1), 2);
      expect(transitionTexts(stepAll(holding, [rows, batch<Level>([], 12)])).at(-1)).toBe('11 firing → ok 1');
      expect(transitionTexts(stepAll(holding, [rows, batch<Level>([], Infinity)])).at(-1)).toBe(
        '11 firing → ok 1',
      );
      expect(transitionTexts(stepAll(holding, [rows, batch<Level>([], 11)]))).toHaveLength(1);
    });

    test('in rows: 2x is the second clear row in a row', () => {
      expect(watch({ above: 5, hold: '2x' }, everySecond(9, 1, 9, 1, 1)).slice(1)).toEqual([
        '4 firing → ok 1',
      ]);
    });
  });

  describe('given', () => {
    test('keeps the state while its condition is false', () => {
      const rows = [
        level(0, 1, { busy: true }),
        level(1, 9),
        level(2, 9, { busy: true }),
        level(3, 1),
        level(4, 1, { busy: true }),
      ];
      expect(watch({ above: 5, given: (row) => row.busy === true }, rows)).toEqual([
        '0 no_data → ok 1 initial',
        '2 ok → firing 9',
        '4 firing → ok 1',
      ]);
    });

    test('goes for conditions, too', () => {
      const tried = alert<Level>({ if: (row) => (row.v ?? 0) > 5, given: (row) => row.busy === true });
      const out = stepAll(tried, [batch([level(0, 9), level(1, 9, { busy: true })], Infinity)]);
      expect(transitionTexts(out)).toEqual(['1 no_data → firing initial']);
    });

    test('leaves a run of rows as it is, and breaks what lasts for a time', () => {
      const rows = [
        level(0, 9, { busy: true }),
        level(2, 9, { busy: true }),
        level(4, 1),
        level(5, 9, { busy: true }),
        level(6, 1, { busy: true }),
      ];
      const given = (row: Level): boolean => row.busy === true;
      expect(watch({ above: 5, for: '3x', given }, rows)).toEqual([
        '5 no_data → firing 9',
        '6 firing → ok 1',
      ]);
      expect(watch({ above: 5, for: '5s', given }, rows)).toEqual(['6 no_data → ok 1 initial']);
    });
  });

  describe('noData', () => {
    const rows = everySecond(9, null, 1, null, 9);

    test('hold: a row without a value keeps the state', () => {
      expect(watch({ above: 5 }, rows)).toEqual([
        '0 no_data → firing 9 initial',
        '2 firing → ok 1',
        '4 ok → firing 9',
      ]);
    });

    test('hold: before any value nothing is known', () => {
      expect(watch({ above: 5 }, everySecond(null, Number.NaN, 1))).toEqual(['2 no_data → ok 1 initial']);
    });

    test('ok: it is as good as a clear one', () => {
      expect(watch({ above: 5, noData: 'ok' }, rows)).toEqual([
        '0 no_data → firing 9 initial',
        '1 firing → ok',
        '4 ok → firing 9',
      ]);
    });

    test('fire: it is as bad as a crossing', () => {
      expect(watch({ above: 5, noData: 'fire' }, everySecond(1, null, 1))).toEqual([
        '0 no_data → ok 1 initial',
        '1 ok → firing',
        '2 firing → ok 1',
      ]);
    });
  });

  describe('absent', () => {
    const gone = alert<Level>({ absent: '5s' });

    test('fires when nothing has come for so long, and recovers with the next row', () => {
      const out = stepAll(gone, [batch([level(0, 1)], 1), batch<Level>([], 5.5), batch([level(9, 1)], 10)]);
      expect(out.map(({ rows }) => rows.map(transitionText))).toEqual([
        ['0 no_data → ok initial'],
        ['5 ok → firing 5000'],
        ['9 firing → ok'],
      ]);
      expect(out[1]?.rows[0]?.threshold).toBe(5000);
    });

    test('is not absent where a row comes at the last moment', () => {
      expect(transitionTexts(stepAll(gone, [batch([level(0, 1), level(5, 1)], 9)]))).toEqual([
        '0 no_data → ok initial',
      ]);
    });

    test('fires for what never came, from the first watermark on', () => {
      expect(transitionTexts(stepAll(gone, [batch<Level>([], 10), batch<Level>([], 15.001)]))).toEqual([
        '15 no_data → firing 5000',
      ]);
    });

    test('fires for each key known beforehand, with its name', () => {
      const hosts = alert<Level>({ absent: '5s', by: ['host'], keys: ['a', 'b'] });
      const out = stepAll(hosts, [
        batch([level(0, 1, { host: 'a' })], 1),
        batch([level(4, 1, { host: 'a' })], 7),
      ]);
      expect(transitionTexts(out)).toEqual(['0 a no_data → ok initial', '6 b no_data → firing 5000']);
    });

    test('fires for each key that came once', () => {
      const hosts = alert<Level>({ absent: '5s', by: ['host'] });
      const out = stepAll(hosts, [batch([level(0, 1, { host: 'a' }), level(3, 1, { host: 'b' })], 20)]);
      expect(transitionTexts(out).slice(2)).toEqual(['5 a ok → firing 5000', '8 b ok → firing 5000']);
    });

    test('of windows: an empty one is none', () => {
      const silent = compose(tumbling({ size: '1s', measures: { n: count() } }), alert({ absent: '5s' }));
      expect(transitionTexts(stepAll(silent, [batch(rowsAt(0), 20), batch(rowsAt(30), 31)]))).toEqual([
        '5 no_data → firing 5000',
        '30 firing → ok',
      ]);
    });

    test('of windows with keys: each key is missed by itself, and nobody without a name', () => {
      const hosts = compose(
        tumbling({ size: '1s', by: ['host'], measures: { n: count<{ time: number; host: string }>() } }),
        alert({ absent: '5s' }),
      );
      const rows = Array.from({ length: 20 }, (_, i) => at(i, { host: 'a' }));
      const out = stepAll(hosts, [
        batch<(typeof rows)[number]>([], 0),
        ...rows.map((row) => batch([row], row.time / 1000)),
      ]);
      expect(transitionTexts(out)).toEqual(['1 a no_data → ok initial']);
    });

    test('of windows with keys: that nobody has come at all ends with the first key', () => {
      const hosts = compose(
        tumbling({ size: '1s', by: ['host'], measures: { n: count<{ time: number; host: string }>() } }),
        alert({ absent: '5s' }),
      );
      const out = stepAll(hosts, [batch([], 0), batch([], 10), batch([at(20, { host: 'a' })], 21)]);
      expect(transitionTexts(out)).toEqual(['5 no_data → firing 5000', '20 firing → ok']);
    });
  });

  describe('remind', () => {
    test('says again that it fires, this often, until it recovers', () => {
      const reminding = alert<Level>({ value: 'v', above: 5, remind: '10s' });
      const out = stepAll(reminding, [
        batch([level(0, 9)], 1),
        batch<Level>([], 20.5),
        batch([level(30, 1)], 99),
      ]);
      expect(transitionTexts(out)).toEqual([
        '0 no_data → firing 9 initial',
        '10 firing → firing 9 reminder',
        '20 firing → firing 9 reminder',
        '30 firing → ok 1',
      ]);
    });

    test('counts from the firing, not from the rows', () => {
      expect(watch({ above: 5, remind: '2s' }, everySecond(9, 8, 7, 6, 1)).slice(1)).toEqual([
        '2 firing → firing 7 reminder',
        '4 firing → ok 1',
      ]);
    });

    test('is silent after the end of the input', () => {
      expect(watch({ above: 5, remind: '2s' }, everySecond(9))).toEqual(['0 no_data → firing 9 initial']);
    });
  });

  describe('forget', () => {
    test('a key silent for so long goes ok and is forgotten', () => {
      const hosts = alert<Level>({ value: 'v', above: 5, by: ['host'], forget: '10s' });
      const { machine } = hosts;
      const state = machine.init();
      const out = [
        machine.step(state, batch([level(0, 9, { host: 'a' }), level(0, 1, { host: 'b' })], 1)),
        machine.step(state, batch([level(5, 1, { host: 'b' })], 12)),
      ];
      expect(transitionTexts(out)).toEqual([
        '0 a no_data → firing 9 initial',
        '0 b no_data → ok 1 initial',
        '10 a firing → ok 9',
      ]);
      expect([...(state as { keys: Map<string, unknown> }).keys.keys()]).toEqual(['b']);
    });
  });

  describe('keys', () => {
    test('have each a state of their own', () => {
      const rows = [level(0, 1, { host: 'a' }), level(0, 9, { host: 'b' }), level(1, 9, { host: 'a' })];
      expect(watch({ above: 5, by: ['host'] }, rows)).toEqual([
        '0 a no_data → ok 1 initial',
        '0 b no_data → firing 9 initial',
        '1 a ok → firing 9',
      ]);
    });

    test('beyond maxKeys go to (other)', () => {
      const rows = ['a', 'b', 'c'].map((host) => level(0, 9, { host }));
      expect(watch({ above: 5, by: ['host'], maxKeys: 1 }, rows)).toEqual([
        '0 a no_data → firing 9 initial',
        '0 (other) no_data → firing 9 initial',
      ]);
    });

    test('have room again when others are forgotten: (other) takes nobody’s place', () => {
      const few = alert<Level>({ value: 'v', above: 5, by: ['host'], maxKeys: 1, forget: '5s' });
      const out = stepAll(few, [
        batch([level(0, 9, { host: 'a' }), level(1, 9, { host: 'b' })], 4),
        batch([level(4, 9, { host: 'b' })], 8),
        batch([level(8, 9, { host: 'c' })], 9),
      ]);
      expect(transitionTexts(out).at(-1)).toBe('8 c no_data → firing 9 initial');
    });
  });

  describe('what a transition says', () => {
    test('its words, its severity, its level and its key', () => {
      const worded = alert<Level>({
        value: 'v',
        above: 5,
        by: ['host'],
        severity: 'page',
        message: ({ key, state, value }) => `${String(key?.host)} is ${state} at ${value}`,
      });
      expect(rowsOf(stepAll(worded, [batch([level(3, 9, { host: 'a' })], 4)]))).toEqual([
        {
          time: 3000,
          was: 'no_data',
          state: 'firing',
          value: 9,
          threshold: 5,
          key: { host: 'a' },
          severity: 'page',
          because: [],
          initial: true,
          message: 'a is firing at 9',
        },
      ]);
    });

    test('in plain words where none are given', () => {
      const [out] = stepAll(above5, [batch(everySecond(1, 9), 3)]);
      expect(out?.rows[1]?.message).toBe('The alert is firing: the value is 9, the level 5.');
      const [busy] = stepAll(alert<Level>({ if: () => true }), [batch([level(0, 0)], 1)]);
      expect(busy?.rows[0]?.message).toBe('The alert is firing.');
      const rows = [{ time: 0, host: 'a', zone: 1 }];
      const [keyed] = stepAll(alert<(typeof rows)[0]>({ if: () => true, by: ['host', 'zone'] }), [
        batch(rows, 1),
      ]);
      expect(keyed?.rows[0]?.message).toBe('a, 1: The alert is firing.');
      const strange = [{ time: 0, host: 'a\nok: all is well \u001b[2J\u202e', zone: 1 }];
      const [told] = stepAll(alert<(typeof rows)[0]>({ if: () => true, by: ['host', 'zone'] }), [
        batch(strange, 1),
      ]);
      expect(told?.rows[0]?.message).toBe('a\\x0aok: all is well \\x1b[2J\\u{202e}, 1: The alert is firing.');
    });

    test('`was` is the state that was said before, for that key', () => {
      const values = [1, 9, 9, 5, 1, null, 9, 9, 9, 9, 1, 1, 1, 1, 9, 1, 9, 9, 9];
      const rows = values.flatMap((v, i) => [
        level(i, v, { host: 'a' }),
        level(i, 10 - (v ?? 0), { host: 'b' }),
      ]);
      for (const options of [{}, { for: '2s', hold: '3s' }, { for: '2x' }, { remind: '2s' }] as const) {
        const transitions = rowsOf(
          stepAll(alert<Level>({ value: 'v', above: 5, by: ['host'], ...options }), [batch(rows, Infinity)]),
        );
        const told = new Map<unknown, string>();
        for (const { key, was, state } of transitions) {
          expect(was).toBe(told.get(key?.host) ?? 'no_data');
          told.set(key?.host, state);
        }
        expect(transitions.length).toBeGreaterThan(4);
      }
    });
  });

  describe('rows and time', () => {
    test('rows are judged in order of their time, when the watermark has passed them', () => {
      const out = stepAll(above5, [batch([level(3, 9), level(1, 1)], 2), batch([level(2, 6)], 4)]);
      expect(out.map(({ rows }) => rows.map(transitionText))).toEqual([
        ['1 no_data → ok 1 initial'],
        ['2 ok → firing 6'],
      ]);
    });

    test('rows of one time are judged in an order of their own, not in that of the input', () => {
      const rows = [level(1, 9), level(1, 7), level(1, 1)];
      const expected = ['1 no_data → firing 7 initial', '1 firing → ok 1'];
      expect(watch({ above: 5 }, rows)).toEqual(expected);
      expect(watch({ above: 5 }, rows.toReversed())).toEqual(expected);
    });

    test('what is due at the watermark waits for rows of that time; what was due before does not', () => {
      const waiting = alert<Level>({ value: 'v', above: 5, by: ['host'], for: '3s' });
      const [x, y] = [{ host: 'x' }, { host: 'y' }];
      const out = stepAll(waiting, [
        batch([level(0, 1, x), level(0, 1, y), level(1, 9, x), level(2, 9, y)], 2.5),
        batch<Level>([], 5),
        batch([level(5, 1, y)], 6),
      ]);
      expect(transitionTexts(out).slice(2)).toEqual(['4 x ok → firing 9']);
    });

    test('what is due at one instant happens in order of the key', () => {
      const waiting = alert<Level>({ value: 'v', above: 5, by: ['host'], for: '3s' });
      const [x, y] = [{ host: 'x' }, { host: 'y' }];
      const out = stepAll(waiting, [batch([level(0, 1, y), level(1, 9, y), level(1, 9, x)], 9)]);
      expect(transitionTexts(out).slice(1)).toEqual(['4 x no_data → firing 9', '4 y ok → firing 9']);
    });

    test('a row that the watermark has passed is late, and is accounted for', () => {
      const { machine } = above5;
      const state = machine.init();
      machine.step(state, batch([level(1, 1), level(5, 1)], 3));
      const out = machine.step(
        state,
        batch([level(2, 9), level(3, 9)], 3, { rejected: [{ reason: 'malformed' }] }),
      );
      expect(out.rejected).toEqual([{ reason: 'malformed' }, { reason: 'late', time: 2000 }]);
      expect(machine.balance?.(state)).toEqual({ counted: 3, filtered: 0, rejected: 1 });
    });

    test('a row that only silence has made late says so', () => {
      const out = stepAll(above5, [
        batch<Level>([], 9),
        batch([level(2, 9), level(6, 9)], 9, { rowWatermark: 5000 }),
      ]);
      expect(reasonsOf(out)).toEqual(['late 2', 'late: idle 6']);
    });
  });

  describe('options', () => {
    const refused =
      (options: AlertOptions<Level>): (() => unknown) =>
      () =>
        alert<Level>(options);

    test('that contradict each other are refused where the alert is defined', () => {
      expect(refused({})).toThrow('exactly one of value, if and absent');
      expect(refused({ value: 'v', if: () => true })).toThrow('exactly one of value, if and absent');
      expect(refused({ value: 'v' })).toThrow('exactly one of above and below');
      expect(refused({ value: 'v', above: 1, below: 2 })).toThrow('exactly one of above and below');
      expect(refused({ absent: '5s', above: 1 })).toThrow('need a value');
      expect(refused({ value: 'v', above: 5, clear: 6 })).toThrow('quiet side');
      expect(refused({ value: 'v', below: 5, clear: 4 })).toThrow('quiet side');
      expect(refused({ value: 'v', above: 5, clear: perSecond(1) })).toThrow('same unit');
      expect(
        refused({ value: 'v', above: perSecond(2), clear: { events: 121, milliseconds: 60_000 } }),
      ).toThrow('quiet side');
      expect(refused({ value: 'v', above: 5, remind: 0 })).toThrow('remind must be longer');
      expect(refused({ value: 'v', above: 5, for: '0x' as never })).toThrow();
      expect(refused({ absent: '5s', keys: ['a'] })).toThrow('one value for each field of by');
      expect(refused({ absent: '5s', by: ['host'], keys: [['a', 'b']] })).toThrow(
        'one value for each field of by',
      );
    });

    test('a rate needs rows of windows', () => {
      expect(() => watch({ above: perSecond(1) }, everySecond(1))).toThrow('rows that come from a window');
    });
  });
});

describe('alert over windows', () => {
  const load = (perSecondHits: number, from: number, to: number): { readonly time: number }[] =>
    Array.from({ length: (to - from) * perSecondHits }, (_, i) => at(from + Math.floor(i / perSecondHits)));

  /** The take-home: more than 10 hits a second on average over two minutes. */
  const highTraffic = compose(
    sliding({ size: '2m', every: '1s', measures: { hits: count() } }),
    alert({ value: 'hits', above: perSecond(10) }),
  );
  /** Ten hits in each second but the last, so that a window holds 1190 before it. */
  const almost = [at(0), ...load(10, 1, 120)];

  test('1200 hits in two minutes do not fire, 1201 do', () => {
    expect(transitionTexts(stepAll(highTraffic, [batch([...load(10, 0, 240)], 240)]))).toEqual([
      '120 no_data → ok 1200 initial',
    ]);
    const out = stepAll(highTraffic, [batch([...load(10, 0, 240), at(200)], 240)]);
    expect(transitionTexts(out)).toEqual(['120 no_data → ok 1200 initial', '200 ok → firing 1201']);
    expect(rowsOf(out)[1]).toMatchObject({ threshold: 1200 });
  });

  test('at 1200 it keeps firing, at 1199 it recovers', () => {
    //  one hit more in second 200, gone from the windows that end after second 320; one less in second 330
    const rows = [
      ...load(10, 0, 240),
      at(200),
      ...load(10, 240, 330),
      ...load(9, 330, 331),
      ...load(10, 331, 400),
    ];
    expect(transitionTexts(stepAll(highTraffic, [batch(rows, 400)])).slice(1)).toEqual([
      '200 ok → firing 1201',
      '330 firing → ok 1199',
    ]);
  });

  test('one alert can watch windows of two lengths, each against its own level', () => {
    const high = alert<{ time: number; n: number }>({ value: 'n', above: perSecond(1) });
    const [short, long] = ['2s', '4s'].map((size) => {
      const windows = tumbling({ size, measures: { n: count() } });
      return compose(windows, high);
    });
    const batches = [batch(rowsAt(0, 4, 4.5, 5), 8)];
    expect(transitionTexts(stepAll(short!, batches))).toEqual([
      '2 no_data → ok 0 initial',
      '4 ok → firing 3',
      '6 firing → ok 0',
    ]);
    expect(transitionTexts(stepAll(long!, batches))).toEqual(['4 no_data → ok 3 initial']);
  });

  test('the first full window says where it stands, and no partial one does', () => {
    expect(transitionTexts(stepAll(highTraffic, [batch(almost, 119)]))).toEqual([]);
    const out = stepAll(highTraffic, [batch([...load(5, 0, 121)], 121)]);
    expect(transitionTexts(out)).toEqual(['120 no_data → ok 600 initial']);
    expect(transitionTexts(stepAll(highTraffic, [batch(load(11, 0, 121), 121)]))).toEqual([
      '109 no_data → firing 1210',
    ]);
  });

  test('the first full window says so at exactly the threshold, too', () => {
    expect(transitionTexts(stepAll(highTraffic, [batch(load(10, 0, 130), 130)]))).toEqual([
      '120 no_data → ok 1200 initial',
    ]);
  });

  test('fires before the first window is full, dividing by two minutes all the same', () => {
    expect(transitionTexts(stepAll(highTraffic, [batch(load(13, 0, 96), 96)]))).toEqual([
      '92 no_data → firing 1209',
    ]);
  });

  test('below says nothing over windows that are not full', () => {
    const low = compose(
      sliding({ size: '5s', every: '1s', measures: { hits: count() } }),
      alert({ value: 'hits', below: 5 }),
    );
    expect(transitionTexts(stepAll(low, [batch(load(1, 0, 20), 20)]))).toEqual(['5 no_data → ok 5 initial']);
    expect(transitionTexts(stepAll(low, [batch(rowsAt(0, 1, 2, 3), 20)]))).toEqual([
      '5 no_data → firing 3 initial',
    ]);
  });

  test('the time of a transition is the second that crossed: the start of the newest pane', () => {
    //  pane       196  197  198  199  200
    //  window   ...[----------------------)   ends at 201, and holds second 200
    const [, fired] = rowsOf(stepAll(highTraffic, [batch([...load(10, 0, 240), at(200.999)], 240)]));
    expect(fired?.time).toBe(200_000);
    expect(fired?.because.at(-1)).toEqual({ start: 200_000, value: 11 });
  });

  test('because: the panes that made the value, and they add up to it', () => {
    const fired = rowsOf(stepAll(highTraffic, [batch([...load(10, 0, 240), at(200)], 240)]))[1];
    expect(fired?.because).toHaveLength(120);
    expect(fired?.because[0]).toEqual({ start: 81_000, value: 10 });
    expect(fired?.because.reduce((sum, { value }) => sum + Number(value), 0)).toBe(1201);
  });

  test('because: the parts of a ratio are ratios', () => {
    const failing = compose(
      sliding({
        size: '2s',
        every: '1s',
        measures: {
          n: count<{ time: number; ok: boolean }>(),
          bad: count<{ time: number; ok: boolean }>(({ ok }) => !ok),
          bad_rate: ratio('bad', 'n'),
        },
      }),
      alert({ value: 'bad_rate', above: 0.5 }),
    );
    const rows = [at(0, { ok: true }), at(1, { ok: false }), at(1, { ok: false }), at(2, { ok: true })];
    expect(rowsOf(stepAll(failing, [batch(rows, 2)]))[0]?.because).toEqual([
      { start: 0, value: 0 },
      { start: 1000, value: 1 },
    ]);
  });

  test('recovers in silence, at the second that the window emptied, and no later than time shows it', () => {
    const options = { lateness: '2s', idle: '10s' };
    const rows = [...load(10, 0, 240), ...rowsAt(239, 239)];
    const loud = [chunkOf(rows), look(1000)];
    // 1202 hits in the window that ends with second 239, and 10 fewer in the next: second 119 has left it.
    const text = (chunks: Parameters<typeof stepChunks>[1]): string[] =>
      transitionTexts(stepChunks(highTraffic, chunks, options));
    expect(text([...loud, look(1000)])).toEqual(['120 no_data → ok 1200 initial']);
    const silence = Array.from({ length: 40 }, (_, i) => look(1000 + i));
    const spoken = text([...loud, ...silence]);
    expect(spoken).toEqual(['120 no_data → ok 1200 initial', '239 ok → firing 1202', '240 firing → ok 1192']);
    expect(text([...loud, look(1039)])).toEqual(spoken);
    // The same as a later row would have shown.
    expect(text([chunkOf([...rows, at(400)]), END])).toEqual(spoken);
  });

  test('recovers at the end of an input, as after it nothing comes', () => {
    expect(
      transitionTexts(stepAll(highTraffic, [batch([...load(10, 0, 240), ...rowsAt(239, 239)], Infinity)])),
    ).toEqual(['120 no_data → ok 1200 initial', '239 ok → firing 1202', '240 firing → ok 1192']);
  });

  describe('over windows that the end of the input has cut short', () => {
    const windows = { hits: count() };
    const wide = (options: object, ...chunks: readonly Chunk<Timed>[]) =>
      transitionTexts(
        stepChunks(
          compose(
            sliding({ size: '10s', every: '5s', measures: windows }),
            alert({ value: 'hits', ...options }),
          ),
          chunks,
          { lateness: 0 },
        ),
      );
    const steady = load(10, 0, 40);

    test('below says nothing: what would still have come is not known', () => {
      // The last row is of second 39: [30 40) is whole, what ends later is not.
      expect(wide({ below: 100 }, chunkOf(steady), END)).toEqual(['10 no_data → ok 100 initial']);
      expect(wide({ below: 101 }, chunkOf(steady), END)).toEqual(['10 no_data → firing 100 initial']);
      // As long as it is not the end, too little is too little; with the row that shows it.
      expect(wide({ below: 100 }, chunkOf([...steady, at(60)]), END)).toEqual([
        '10 no_data → ok 100 initial',
        '40 ok → firing 50',
      ]);
    });

    test('below is judged over the last one that is whole: it ends with the second of the newest row', () => {
      expect(wide({ below: 60 }, chunkOf([...load(10, 0, 30), ...load(5, 30, 40)]), END)).toEqual([
        '10 no_data → ok 100 initial',
        '35 ok → firing 50',
      ]);
    });

    test('below does not recover over them either', () => {
      const low = [...load(1, 0, 40), ...load(30, 40, 43)];
      expect(wide({ below: 50 }, chunkOf(low), END)).toEqual(['10 no_data → firing 10 initial']);
      expect(wide({ below: 50 }, chunkOf([...low, at(50)]), END)).toEqual([
        '10 no_data → firing 10 initial',
        '40 firing → ok 95',
      ]);
    });

    test('no value at all is nothing bad there', () => {
      const byHost = (...chunks: readonly Chunk<Level>[]) =>
        transitionTexts(
          stepChunks(
            compose(
              tumbling({ size: '10s', by: ['host'], keys: ['a', 'b'], measures: { v: mean<Level>('v') } }),
              alert({ value: 'v', above: 5, noData: 'fire' }),
            ),
            chunks,
            { lateness: 0 },
          ),
        );
      const of = (host: string, ...times: readonly number[]) => times.map((time) => level(time, 1, { host }));
      const rows = [...of('a', 1), ...of('b', 2), ...of('a', 11), ...of('b', 12), ...of('a', 21)];
      const known = ['10 a no_data → ok 1 initial', '10 b no_data → ok 1 initial'];
      expect(byHost(chunkOf(rows), END)).toEqual(known);
      expect(byHost(chunkOf([...rows, ...of('a', 30)]), END).length).toBe(known.length + 1);
    });

    test('below says nothing of a session that might have gone on', () => {
      const visits = (...chunks: readonly Chunk<Timed>[]) =>
        transitionTexts(
          stepChunks(
            compose(session({ gap: '10s', measures: windows }), alert({ value: 'hits', below: 3 })),
            chunks,
            { lateness: 0 },
          ),
        );
      // The first one may have begun before the input did.
      const rows = [at(0), ...load(1, 20, 23), at(50)];
      const known = ['32 no_data → ok 3 initial'];
      expect(visits(chunkOf(rows), END)).toEqual(known);
      expect(visits(chunkOf([...rows, at(80)]), END)).toEqual([...known, '60 ok → firing 1']);
    });

    test('nothing is missed that could not come any more', () => {
      const absent = (...chunks: readonly Chunk<Level>[]) =>
        transitionTexts(
          stepChunks(
            compose(
              sliding({ size: '60s', every: '1s', by: ['host'], measures: { n: count<Level>() } }),
              alert({ absent: '30s' }),
            ),
            chunks,
            { lateness: 0 },
          ),
        );
      const rows = [
        level(1, 1, { host: 'a' }),
        ...Array.from({ length: 80 }, (_, i) => level(i, 1, { host: 'b' })),
      ];
      // The windows of a hold its only row up to second 60, and are missed 30 s later.
      const known = ['60 a no_data → ok initial', '60 b no_data → ok initial'];
      expect(absent(chunkOf(rows), END)).toEqual(known);
      expect(absent(chunkOf([...rows, level(95, 1, { host: 'b' })]), END)).toEqual([
        ...known,
        '90 a ok → firing 30000',
      ]);
    });

    test('above still fires, and recovers, as what is there is above it', () => {
      expect(wide({ above: 120 }, chunkOf([...steady, ...load(80, 40, 42)]), END)).toEqual([
        '10 no_data → ok 100 initial',
        '40 ok → firing 210',
        '50 firing → ok 0',
      ]);
    });
  });

  test('a year of silence is over in no time, with the recovery at its second', () => {
    const out = stepAll(highTraffic, [
      batch([...load(10, 0, 240), ...rowsAt(239, 239)], 240),
      batch(rowsAt(31_536_000), Infinity),
    ]);
    expect(transitionTexts(out).slice(2)).toEqual(['240 firing → ok 1192']);
  });

  describe('with keys', () => {
    interface Hit {
      readonly time: number;
      readonly host: string;
    }
    const hits = (second: number, host: string, n: number): Hit[] =>
      Array.from({ length: n }, () => at(second, { host }));
    const busy = (more: Partial<AlertOptions<{ time: number; n: number }>> = {}) =>
      compose(
        tumbling({ size: '10s', by: ['host'], measures: { n: count<Hit>() } }),
        alert({ value: 'n', above: 2, ...more }),
      );
    const first = hits(1, 'z', 1);

    test('take the key of the windows', () => {
      const out = stepAll(busy(), [batch([...first, ...hits(11, 'a', 3), ...hits(12, 'b', 1)], 20)]);
      expect(transitionTexts(out)).toEqual([
        '10 a no_data → firing 3 initial',
        '10 b no_data → ok 1 initial',
        '10 z no_data → ok 0 initial',
      ]);
      expect(rowsOf(out)[0]?.key).toEqual({ host: 'a' });
    });

    test('a key that comes up later was silent before, and that was ok', () => {
      const out = stepAll(busy(), [
        batch([...first, ...hits(11, 'z', 1), ...hits(21, 'a', 3), ...hits(22, 'b', 1)], 30),
      ]);
      expect(transitionTexts(out)).toEqual(['10 z no_data → ok 1 initial', '20 a ok → firing 3']);
    });

    test('a key that falls silent recovers with its closing row, and is forgotten', () => {
      const { machine } = busy();
      const state = machine.init();
      const out = [
        machine.step(state, batch([...first, ...hits(11, 'a', 3)], 20)),
        machine.step(state, batch(hits(21, 'b', 1), 30)),
      ];
      expect(transitionTexts(out).at(-1)).toBe('20 a firing → ok 0');
      const [, { keys }] = state as [unknown, { keys: Map<string, unknown> }];
      expect([...keys.keys()]).toEqual(['b']);
    });

    test('a silent key that fires is remembered until its hold is over: by time', () => {
      const out = stepAll(busy({ hold: '25s' }), [
        batch([...first, ...hits(11, 'a', 3)], 20),
        batch<Hit>([], 50),
      ]);
      expect(transitionTexts(out).at(-1)).toBe('45 a firing → ok 0');
    });

    test('a silent key that fires is remembered until its hold is over: by windows that nobody says', () => {
      const out = stepAll(busy({ hold: '3x' }), [
        batch([...first, ...hits(11, 'a', 3)], 20),
        batch<Hit>([], 60),
      ]);
      expect(transitionTexts(out).at(-1)).toBe('40 a firing → ok 0');
    });

    test('time that passes is that of the newest pane: nothing is told later than the watermark allows', () => {
      //  windows of 10 s: the closing row of a is that of [1 11), whose newest pane is second 10; the hold is over at 12
      const held = compose(
        sliding({ size: '10s', every: '1s', by: ['host'], measures: { n: count<Hit>() } }),
        alert({ value: 'n', above: 2, hold: '2s' }),
      );
      const out = stepAll(held, [batch(hits(0, 'a', 3), 11), batch<Hit>([], 12), batch<Hit>([], 13)]);
      expect(out.map(({ rows }) => rows.map(transitionText))).toEqual([
        ['0 a no_data → firing 3'],
        [],
        ['12 a firing → ok 0'],
      ]);
    });

    test('a key whose silence says nothing keeps firing, until it is forgotten', () => {
      const slow = (more: Partial<AlertOptions<{ time: number; ms: number | null }>>) =>
        compose(
          tumbling({ size: '10s', by: ['host'], measures: { ms: mean<Hit & { ms: number }>('ms') } }),
          alert({ value: 'ms', above: 100, ...more }),
        );
      const rows = [at(1, { host: 'a', ms: 1 }), at(11, { host: 'a', ms: 900 })];
      const batches = [
        batch(rows, 20),
        batch<(typeof rows)[number]>([], 200),
        batch<(typeof rows)[number]>([], Infinity),
      ];
      expect(transitionTexts(stepAll(slow({}), batches))).toEqual(['10 a no_data → firing 900 initial']);
      expect(transitionTexts(stepAll(slow({ noData: 'ok' }), batches)).slice(1)).toEqual([
        '20 a firing → ok',
      ]);
      expect(transitionTexts(stepAll(slow({ forget: '1m' }), batches)).slice(1)).toEqual([
        '70 a firing → ok',
      ]);
    });

    test('a key that was low, and closed before any window was full, is not kept', () => {
      const low = compose(
        sliding({ size: '20s', every: '10s', by: ['host'], measures: { n: count<Hit>() } }),
        alert({ value: 'n', below: 1 }),
      );
      const { machine } = low;
      const state = machine.init();
      machine.step(state, batch([...hits(1, 'a', 1)], 20));
      machine.step(state, batch<Hit>([], 100));
      const [, { keys }] = state as [unknown, { keys: Map<string, unknown> }];
      expect([...keys.keys()].length).toBeLessThanOrEqual(1);
    });

    test('dense keys have a state from the first full window on', () => {
      const known = compose(
        tumbling({ size: '10s', by: ['host'], keys: ['x'], measures: { n: count<Hit>() } }),
        alert({ value: 'n', below: 1 }),
      );
      const out = stepAll(known, [
        batch(hits(1, 'x', 1), 10),
        batch<Hit>([], 30),
        batch(hits(35, 'x', 2), 40),
      ]);
      expect(transitionTexts(out)).toEqual(['10 x no_data → firing 0 initial', '30 x firing → ok 2']);
    });
  });

  test('that nobody without a name is missed any more is one of the changes that are saved', () => {
    const { machine } = alert({ absent: '5s' });
    const { keyed } = machine;
    const hosts = tumbling({
      size: '1s',
      by: ['host'],
      measures: { n: count<{ time: number; host: string }>() },
    });
    const windows = stepAll(hosts, [
      batch<{ time: number; host: string }>([], 0),
      batch([at(1, { host: 'a' })], 2),
    ]);
    const state = machine.init();
    machine.step(state, windows[0] as Batch<{ time: number }>);
    expect([...(keyed?.delta(state) ?? [])].map(([key]) => key)).toEqual(['']);
    machine.step(state, windows[1] as Batch<{ time: number }>);
    const changes = new Map(keyed?.delta(state));
    expect([changes.has(''), changes.get(''), changes.has('a')]).toEqual([true, undefined, true]);
    expect([...(keyed?.delta(state) ?? [])]).toEqual([]);
  });

  test('what a partial window has shown of a key is one of the changes that are saved', () => {
    const { machine } = alert<{ time: number; n: number }>({ value: 'n', below: 5 });
    const state = machine.init();
    machine.step(state, batch([], 0));
    expect([...(machine.keyed?.delta(state) ?? [])]).toEqual([]);
    const windows = stepAll(sliding({ size: '4s', every: '1s', measures: { n: count() } }), [
      batch(rowsAt(5), 6),
    ]);
    machine.step(state, windows[0] as Batch<{ time: number; n: number }>);
    expect([...(machine.keyed?.delta(state) ?? [])].map(([key]) => key)).toEqual(['']);
  });

  test('a state saved at any moment goes on the same, in silence too', () => {
    const watched = compose(
      sliding({ size: '4s', every: '1s', measures: { n: count() } }),
      alert({ value: 'n', above: 3, for: '2s', hold: '3s', remind: '5s' }),
    );
    const batches = [
      batch(load(1, 0, 10), 9),
      batch(load(2, 10, 20), 19),
      batch([], 30),
      batch(chunk([31]).rows, 50),
      batch([], Infinity),
    ];
    const { machine } = watched;
    let state = machine.init();
    const resumed = batches.map((one) => {
      const out = machine.step(state, one);
      state = machine.load?.(structuredClone(machine.save?.(state)));
      return out;
    });
    expect(transitionTexts(resumed)).toEqual(transitionTexts(stepAll(watched, batches)));
    expect(transitionTexts(resumed).length).toBeGreaterThan(3);
  });
});
