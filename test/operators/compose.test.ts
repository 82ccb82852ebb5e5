import { describe, expect, test } from 'vitest';
import { alert } from '../../src/operators/alert/alert.js';
import { compose } from '../../src/operators/compose.js';
import { derive } from '../../src/operators/derive.js';
import { count } from '../../src/operators/measures/index.js';
import { top } from '../../src/operators/top.js';
import { where } from '../../src/operators/where.js';
import { sliding } from '../../src/operators/windows/sliding.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import {
  at,
  batch,
  reasonsOf,
  rowsAt,
  rowsOf,
  stepAll,
  transitionTexts,
  windowText,
  windowTexts,
} from './kit.js';
import { operatorCases } from './operator-cases.js';

interface Hit {
  readonly time: number;
  readonly host: string;
  readonly status: number;
}

const hit = (second: number, host: string, status = 200): Hit => at(second, { host, status });
const busiest = () =>
  compose(
    where<Hit>(({ status }) => status < 500),
    tumbling({ size: '10s', by: ['host'], measures: { n: count<Hit>() } }),
    top({ by: 'n', n: 1 }),
  );

describe('compose', () => {
  operatorCases({
    operator: busiest(),
    inputs: [
      batch([hit(1, 'a'), hit(2, 'b'), hit(3, 'b'), hit(4, 'a', 500)], 10),
      batch([hit(11, 'a')], 12),
      batch<Hit>([], Infinity),
    ],
    show: ({ rows }) => rows.map(windowText),
    outputs: [[['[0 10) host=b n=2 partial']], [[]], [['[10 20) host=a n=1']]],
    throwing: compose(
      where<Hit>(() => true),
      tumbling({
        size: '10s',
        measures: {
          n: count<Hit>(() => {
            throw new Error('A measure broke.');
          }),
        },
      }),
    ),
  });

  test('gives what the operators give one after the other', () => {
    const batches = [batch(rowsAt(1, 2, 3, 14), 12), batch(rowsAt(15), Infinity)];
    const windows = tumbling({ size: '10s', measures: { n: count() } });
    const doubled = derive((row: { time: number; n: number }) => ({ twice: row.n * 2 }));
    expect(windowTexts(stepAll(compose(windows, doubled), batches))).toEqual(
      windowTexts(stepAll(doubled, stepAll(windows, batches))),
    );
  });

  test('is named after its parts and shows the grid of its first windows', () => {
    const watched = compose(
      sliding({ size: '10s', every: '5s', measures: { n: count() } }),
      alert({ value: 'n', above: 1 }),
    );
    expect(watched.operatorName).toBe('sliding ▸ alert');
    expect(watched.machine.grid).toEqual({ size: 10_000, every: 5000, alignTo: 0 });
    expect(compose(where(Boolean), where(Boolean)).machine.grid).toBeUndefined();
  });

  test('adds up what became of the rows, as far as they are those that came in', () => {
    const { machine } = busiest();
    const state = machine.init();
    machine.step(state, batch([hit(1, 'a'), hit(2, 'b'), hit(3, 'b', 500)], 20));
    machine.step(state, batch([hit(4, 'a'), hit(5, 'b', 500), hit(25, 'b')], 30));
    // 6 rows: 2 filtered, 1 late, 3 counted; that `top` cut rows of windows is another matter.
    expect(machine.balance?.(state)).toEqual({ counted: 3, filtered: 2, rejected: 1 });
  });

  test('passes on what every part rejects', () => {
    const failing = compose(
      where<Hit>(({ host }) => {
        if (host === '') throw new Error('no host');
        return true;
      }),
      tumbling({ size: '10s', measures: { n: count<Hit>() } }),
    );
    const { machine } = failing;
    const state = machine.init();
    const batches = [batch([hit(5, 'a')], 10), batch([hit(11, ''), hit(3, 'a')], 12)];
    expect(reasonsOf(batches.map((one) => machine.step(state, one)))).toEqual(['expression 11', 'late 3']);
    expect(machine.balance?.(state)).toEqual({ counted: 1, filtered: 0, rejected: 2 });
  });

  test('saves and restores every part, with and without a form of its own', () => {
    const watched = compose(
      where<Hit>(({ status }) => status < 500),
      sliding({ size: '4s', every: '1s', measures: { n: count<Hit>() } }),
      alert({ value: 'n', above: 1 }),
    );
    const batches = [
      batch([hit(1, 'a'), hit(2, 'a', 500)], 2),
      batch([hit(2, 'a'), hit(3, 'a')], 4),
      batch<Hit>([], Infinity),
    ];
    const { machine } = watched;
    let state = machine.init();
    const resumed = batches.map((one) => {
      const out = machine.step(state, one);
      state = machine.load?.(structuredClone(machine.save?.(state)));
      return out;
    });
    expect(transitionTexts(resumed)).toEqual(transitionTexts(stepAll(watched, batches)));
    expect(rowsOf(resumed)).not.toEqual([]);
    expect(machine.balance?.(state)).toMatchObject({ filtered: 1 });
  });

  test('can be composed again', () => {
    const twice = compose(
      busiest(),
      where<{ n: number }>(({ n }) => n > 1),
    );
    const out = stepAll(twice, [batch([hit(1, 'a'), hit(2, 'b'), hit(3, 'b'), hit(14, 'a')], Infinity)]);
    expect(windowTexts(out)).toEqual(['[0 10) host=b n=2 partial']);
  });
});
