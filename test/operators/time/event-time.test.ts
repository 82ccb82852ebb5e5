import { describe, expect, test } from 'vitest';
import type { Batch, Timed } from '../../../src/operators/batch.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { count } from '../../../src/operators/measures/index.js';
import { type EventTimeOptions, eventTime } from '../../../src/operators/time/event-time.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { chunkOf, END } from '../../../src/testing/run-chunks.js';
import { chunk, look, reasonsOf, rowsOf, seconds, stepChunks } from '../kit.js';
import { operatorCases } from '../operator-cases.js';

/** A batch as `10 11 ▸ 8`: its rows, then the watermark that they meet; by rows alone it was what stands in brackets. */
const batchText = ({ rows, watermark, rowWatermark }: Batch<Timed>): string =>
  [
    ...rows.map(({ time }) => time / 1000),
    '▸',
    watermark / 1000,
    ...(rowWatermark === undefined ? [] : [`(${rowWatermark / 1000})`]),
  ].join(' ');

const run = (options: EventTimeOptions, ...chunks: readonly Chunk<Timed>[]): Batch<Timed>[] => {
  const { machine } = eventTime({ confirm: 1, ...options });
  const state = machine.init();
  return chunks.flatMap((one) => machine.step(state, one));
};
const texts = (options: EventTimeOptions, ...chunks: readonly Chunk<Timed>[]): string[] =>
  run(options, ...chunks).map(batchText);

const a = { partition: 'a' };
const b = { partition: 'b' };

describe('eventTime', () => {
  operatorCases<Chunk<Timed>, Batch<Timed>>({
    operator: eventTime({ confirm: 1 }),
    inputs: [chunk([10]), chunk([10.5, 12])],
    show: batchText,
    outputs: [
      ['▸ 8', '10 ▸ 8'],
      ['10.5 ▸ 10', '12 ▸ 10'],
    ],
  });

  describe('the watermark', () => {
    test('is the newest time less the lateness, and rows are cut just before the one that moves it', () => {
      //  rows        10   10.5   9   11 |  12.2
      //  watermark   8                9 |  10
      expect(texts({ lateness: '2s' }, chunk([10, 10.5, 9, 11, 12.2]))).toEqual([
        '▸ 8',
        '10 10.5 9 ▸ 9',
        '11 ▸ 10',
        '12.2 ▸ 10',
      ]);
    });

    test('moves in whole steps', () => {
      expect(texts({ lateness: '1s', step: '5s' }, chunk([10, 14, 15.9, 16]))).toEqual([
        '▸ 5',
        '10 ▸ 10',
        '14 15.9 ▸ 15',
        '16 ▸ 15',
      ]);
    });

    test('is right before 1970 too', () => {
      expect(texts({ lateness: '500ms' }, chunk([-3, -1.4, 0.4]))).toEqual([
        '▸ -4',
        '-3 ▸ -2',
        '-1.4 ▸ -1',
        '0.4 ▸ -1',
      ]);
    });

    test('does not go back for rows behind the newest; they pass, and windows decide what is late', () => {
      expect(texts({ lateness: 0 }, chunk([100]), chunk([3, 99]))).toEqual([
        '▸ 100',
        '100 ▸ 100',
        '3 99 ▸ 100',
      ]);
    });

    test('is Infinity at the end of the input, after its last rows', () => {
      expect(texts({}, chunk([10], { ended: true }))).toEqual(['▸ 8', '10 ▸ Infinity']);
      expect(texts({}, END)).toEqual(['▸ Infinity']);
    });

    test('says at the end how far the input had come: whole steps of the newest row, or what silence had passed', () => {
      const reachedOf = (...chunks: readonly Chunk<Timed>[]) =>
        run({}, ...chunks).map(({ reached }) => reached);
      expect(reachedOf(chunk([10.3], { ended: true }))).toEqual([undefined, seconds(11)]);
      expect(reachedOf(chunk([10, 7]), END).at(-1)).toBe(seconds(11));
      expect(reachedOf(chunk([10]), look(0), look(60), END).at(-1)).toBe(seconds(58));
      expect(reachedOf(END)).toEqual([undefined]);
    });

    test('refuses a step that would never move', () => {
      expect(() => eventTime({ step: 0 })).toThrow('step must be longer than 0');
    });
  });

  describe('rows without a usable time', () => {
    test('leave as no-time when it is no number, whatever it could be taken for', () => {
      const times: readonly unknown[] = [null, 10_000, '11000', new Date(12_000), 13_000n, true, [], 14_000];
      const rows = times.map((time) => ({ time })) as Timed[];
      const batches = run({ lateness: 0, ahead: '1m' }, { ...chunkOf<Timed>([]), rows });
      expect(batches.flatMap((batch) => batch.rows.map(({ time }) => time))).toEqual([10_000, 14_000]);
      expect(batches.flatMap(({ rejected }) => rejected.map(({ reason }) => reason))).toEqual(
        Array.from({ length: 6 }, () => 'no-time'),
      );
    });

    test('leave as no-time, with their partition, and count for nothing else', () => {
      const rows = [Number.NaN, 10_000, Infinity, -Infinity].map((time) => ({ time }));
      const batches = run({}, chunkOf(rows, a));
      expect(batches.map(batchText)).toEqual(['▸ 8', '10 ▸ 8']);
      expect(batches.flatMap(({ rejected }) => rejected)).toEqual(
        Array.from({ length: 3 }, () => ({ reason: 'no-time', partition: 'a' })),
      );
    });

    test('so do times that no date reaches, such as nanoseconds: windows there would never end', () => {
      const rows = [{ time: 1_700_000_000e9 }, { time: -1e300 }, { time: 8_640_000_000_000_000 }];
      const windows = stepChunks(tumbling({ size: '1s', measures: { n: count() } }), [chunkOf(rows), END]);
      expect(windows.flatMap(({ rejected }) => rejected.map(({ reason }) => reason))).toEqual([
        'no-time',
        'no-time',
      ]);
      expect(windows.flatMap((batch) => batch.rows)).toHaveLength(1);
    });

    test('what a source rejected travels with the next batch', () => {
      const malformed = { reason: 'malformed', offset: 3 } as const;
      const [first, second] = run(
        {},
        chunkOf([], { rejected: [malformed] }),
        chunk([10], { rejected: [malformed] }),
      );
      expect(first).toEqual({ rows: [], watermark: -Infinity, rejected: [malformed] });
      expect(second?.rejected).toEqual([malformed]);
    });

    test('and stays between the rows where it stood, where the source says so', () => {
      const bad = (offset: number) => ({ reason: 'malformed', offset }) as const;
      const rejected = [bad(0), bad(1), bad(2), bad(3)];
      const offsets = (...chunks: readonly Chunk<Timed>[]) =>
        run({}, ...chunks).map((batch) => [batchText(batch), batch.rejected.map(({ offset }) => offset)]);
      // The second row moves the watermark, and the third does; the last fault is behind all rows.
      const rejectedAt = [0, 1, 2, 3];
      expect(offsets(chunkOf(chunk([10, 12, 14]).rows, { rejected, rejectedAt }))).toEqual([
        ['▸ 8', [0]],
        ['10 ▸ 10', [1]],
        ['12 ▸ 12', [2]],
        ['14 ▸ 12', [3]],
      ]);
      expect(offsets(chunkOf(chunk([10, 12, 14]).rows, { rejected }))[0]).toEqual(['▸ 8', [0, 1, 2, 3]]);
      expect(offsets(chunkOf([], { rejected, rejectedAt: [0, 0, 0, 0] }))).toEqual([
        ['▸ -Infinity', [0, 1, 2, 3]],
      ]);
    });
  });

  describe('silence', () => {
    const options = { lateness: '2s', idle: '10s' };

    test('moves the watermark by max − lateness + (elapsed − idle), in whole steps', () => {
      //  now         500     510     511   513.7    560
      //  elapsed       0      10      11    13.7     60
      //  watermark    48      48      49      51     98
      expect(texts(options, chunk([50]), look(500), look(510), look(511), look(513.7), look(560))).toEqual([
        '▸ 48',
        '50 ▸ 48',
        '▸ 49',
        '▸ 51 (48)',
        '▸ 98 (48)',
      ]);
    });

    test('moves nothing while nobody looks at the clock: a replay waits for rows', () => {
      expect(texts(options, chunk([50]), chunk([]), chunk([]))).toEqual(['▸ 48', '50 ▸ 48']);
    });

    test('moves nothing before the first row ever, and is passed on as it is', () => {
      expect(texts(options, look(0), look(1000))).toEqual(['▸ -Infinity', '▸ -Infinity']);
    });

    test('never moves the watermark back: not when rows go on, and not when the clock does', () => {
      expect(
        texts(options, chunk([50]), look(0), look(60), look(20), chunk([51, 52]), look(61), look(70)),
      ).toEqual(['▸ 48', '50 ▸ 48', '▸ 98', '51 ▸ 98 (49)', '52 ▸ 98 (50)']);
    });

    test('is over with the first row: what was waited for is not added to its time', () => {
      //  silent for 60 s, the watermark at 98; then a row at 110 moves it to 108, not to 158
      expect(texts(options, chunk([50]), look(0), look(60), chunk([110, 111])).slice(2)).toEqual([
        '▸ 98',
        '▸ 108 (48)',
        '110 ▸ 109',
        '111 ▸ 109',
      ]);
    });

    test('is counted from the first look after the last row, in each silence anew', () => {
      expect(
        texts(options, chunk([50]), look(0), look(9), chunk([51]), look(12), look(22), look(23)).slice(2),
      ).toEqual(['▸ 49', '51 ▸ 49', '▸ 50']);
    });

    test('is not made longer by a clock that jumps back and comes forward again', () => {
      const chunks = [chunk([50]), look(60), look(20), chunk([51]), look(20), look(69.9)];
      expect(texts(options, ...chunks).at(-1)).toBe('51 ▸ 49');
      expect(texts(options, ...chunks, look(71)).at(-1)).toBe('▸ 50');
    });

    test('is counted from zero after a restart', () => {
      const { machine } = eventTime({ ...options, confirm: 1 });
      let state = machine.init();
      const step = (one: Chunk<Timed>): string[] => machine.step(state, one).map(batchText);
      step(chunk([50]));
      step(look(0));
      expect(step(look(15))).toEqual(['▸ 53']);
      state = machine.load(structuredClone(machine.save(state)));
      // The new run counts in a time of its own, and has been silent for no time yet.
      expect(step(look(1000))).toEqual([]);
      expect(step(look(1015))).toEqual([]);
      expect(step(look(1016))).toEqual(['▸ 54 (48)']);
    });
  });

  describe('late: idle', () => {
    const options = { lateness: '2s', idle: '10s' };
    const windows = tumbling({ size: '1s', measures: { hits: count() } });
    const reasons = (...chunks: readonly Chunk<Timed>[]): string[] =>
      reasonsOf(stepChunks(windows, chunks, options));
    const silent = [chunk([50]), look(0), look(60)];

    test('is a row that misses its window because silence closed it', () => {
      expect(reasons(...silent, chunk([97]))).toEqual(['late: idle 97']);
    });

    test('is not a row that would have been late by the rows alone', () => {
      expect(reasons(...silent, chunk([47, 48]))).toEqual(['late 47', 'late: idle 48']);
    });

    test('is not a row that misses what later rows have closed', () => {
      expect(reasons(...silent, chunk([200, 97]))).toEqual(['late 97']);
    });

    test('is what it is however the chunks fall, also before the row or the end that moves the watermark', () => {
      const rows = [47, 90, 60, 88, 95, 300];
      const alone = reasons(...silent, ...rows.map((time) => chunk([time])));
      expect(alone).toEqual(['late 47', 'late: idle 90', 'late 60', 'late: idle 88', 'late: idle 95']);
      expect(reasons(...silent, chunk(rows))).toEqual(alone);
      expect(reasons(...silent, chunk([97], { ended: true }))).toEqual(['late: idle 97']);
    });

    test('also for rows of a partition that was idle while others went on', () => {
      expect(
        reasons(chunk([50], a), chunk([50], b), look(0), look(10), chunk([80], b), chunk([60], a)),
      ).toEqual(['late: idle 60']);
    });
  });

  describe('partitions', () => {
    const options = { lateness: 0, idle: '10s' };

    test('the least of them is the watermark', () => {
      expect(
        texts(options, chunk([], a), chunk([], b), chunk([50], a), chunk([30, 45], b), chunk([60], a)),
      ).toEqual(['50 ▸ -Infinity', '▸ 30', '30 ▸ 45', '45 ▸ 45', '60 ▸ 45']);
    });

    test('one that is announced holds it before it has a row', () => {
      expect(texts(options, chunk([], b), chunk([50, 60], a))).toEqual(['50 60 ▸ -Infinity']);
    });

    test('an idle one does not hold it', () => {
      const started = [chunk([30], a), chunk([30], b), look(0), chunk([70], b)];
      expect(texts(options, ...started).at(-1)).toBe('70 ▸ 30');
      expect(texts(options, ...started, look(9.9)).at(-1)).toBe('70 ▸ 30');
      expect(texts(options, ...started, look(10)).at(-1)).toBe('▸ 70');
    });

    test('an idle one holds it again from its first row on, but not back', () => {
      const idle = [chunk([30], a), chunk([30], b), look(0), chunk([70], b), look(10)];
      expect(texts(options, ...idle, chunk([40, 75], a), chunk([90], b)).slice(-4)).toEqual([
        '40 ▸ 70 (40)',
        '75 ▸ 70',
        '▸ 75',
        '90 ▸ 75',
      ]);
    });

    test('where all are silent, the one that spoke last says for how long', () => {
      // Silent for 60 s and for 15 s: 5 s past the newest row.
      const chunks = [chunk([30], a), chunk([30], b), look(0), chunk([70], b), look(45), look(60)];
      expect(texts(options, ...chunks).at(-1)).toBe('▸ 75 (30)');
    });

    test('one that has ended does not hold it, in whichever order they end', () => {
      const rows = [chunk([], a), chunk([], b), chunk([50], a), chunk([30], b)];
      const endA = chunk([], { ...a, ended: true });
      const endB = chunk([], { ...b, ended: true });
      expect(texts(options, ...rows).at(-1)).toBe('30 ▸ 30');
      expect(texts(options, ...rows, endB).at(-1)).toBe('▸ 50');
      expect(texts(options, ...rows, endA, endB).at(-1)).toBe('▸ 50');
      expect(texts(options, ...rows, endB, endA).at(-1)).toBe('▸ 50');
    });

    test('time does not run ahead of what one said before it ended, however long the others were silent', () => {
      const chunks = [chunk([30], a), chunk([30], b), look(0), look(60), chunk([90], { ...b, ended: true })];
      expect(texts(options, ...chunks).at(-1)).toBe('90 ▸ 90 (30)');
    });

    test('silence goes on after the last of them has ended, until the input ends', () => {
      const chunks = [chunk([30], { ...a, ended: true }), look(0), look(25)];
      expect(texts(options, ...chunks).at(-1)).toBe('▸ 45');
    });

    test('one that speaks after its end holds the watermark again', () => {
      const ended = [chunk([30], { ...a, ended: true }), chunk([90], b)];
      expect(texts(options, ...ended, chunk([100], b)).at(-1)).toBe('100 ▸ 100');
      expect(texts(options, ...ended, chunk([40], a), chunk([100], b)).at(-1)).toBe('100 ▸ 90');
    });

    test('are not idle in a replay, however short idle is', () => {
      expect(texts({ lateness: 0, idle: 0 }, chunk([30], a), chunk([10], b), chunk([50], a)).at(-1)).toBe(
        '50 ▸ 30',
      );
    });
  });

  describe('a row from far ahead', () => {
    const options = { lateness: '2s', ahead: '5m', confirm: 8 };
    /** A line a second, from `first` to `last`. */
    const every = (first: number, last: number): number[] =>
      Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const outOf = (batches: readonly Batch<Timed>[]): number[] =>
      batches.flatMap(({ rows }) => rows.map(({ time }) => time / 1000));
    const futureOf = (batches: readonly Batch<Timed>[]): number[] =>
      batches.flatMap(({ rejected }) =>
        rejected.flatMap(({ reason, time = Number.NaN }) => (reason === 'future' ? [time / 1000] : [])),
      );
    /** Rows that come when the watermark has passed them. */
    const lateIn = (batches: readonly Batch<Timed>[]): number[] => {
      let before = -Infinity;
      return batches.flatMap(({ rows, watermark }) => {
        const late = rows.flatMap(({ time }) => (time < before ? [time / 1000] : []));
        before = watermark;
        return late;
      });
    };

    test('counts up to `ahead` past the newest, and closes nothing for the others', () => {
      const batches = run(options, chunk([...every(1, 20), 260, ...every(21, 60)]));
      expect(outOf(batches)).toContain(260);
      expect(futureOf(batches)).toEqual([]);
      expect(lateIn(batches)).toEqual([]);
      expect(batches.at(-1)?.watermark).toBe(seconds(58));
    });

    test('is rejected as future further out, and closes nothing either', () => {
      const batches = run(options, chunk([...every(1, 20), 3560, ...every(21, 60)]));
      expect(futureOf(batches)).toEqual([3560]);
      expect(lateIn(batches)).toEqual([]);
      expect(batches.at(-1)?.watermark).toBe(seconds(58));
    });

    test('closes nothing whatever `ahead` is', () => {
      for (const ahead of ['0s', '10s', '1h', '1d', '52w']) {
        const batches = run({ ...options, ahead }, chunk([...every(1, 20), 3560, ...every(21, 60)]));
        expect([ahead, lateIn(batches)]).toEqual([ahead, []]);
        expect(outOf(batches).length + futureOf(batches).length).toBe(61);
      }
    });

    test('closes nothing with others that go by other wrong clocks', () => {
      const wild = [3560, 9000, 1800, 86_400, 260, 90];
      const batches = run(options, chunk([...every(1, 20), ...wild, ...every(21, 60)]));
      expect(futureOf(batches)).toEqual([3560, 9000, 1800, 86_400]);
      expect(lateIn(batches)).toEqual([]);
    });

    test('closes nothing where it is the very first', () => {
      for (const wild of [[3600], [3600, 7200], [90, 3600, 1e6]]) {
        const batches = run(options, chunk([...wild, ...every(1, 60)]));
        expect(lateIn(batches)).toEqual([]);
        expect(batches.at(-1)?.watermark).toBe(seconds(58));
      }
    });

    test('closes nothing where every other row comes from a writer an hour ahead, or they take turns by chance', () => {
      const here = every(1, 4000);
      const turns = here.flatMap((time) => [time, 3600 + time]);
      expect(lateIn(run(options, chunk(turns)))).toEqual([]);
      let seed = 1;
      const chance = () => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed / 2_147_483_647 < 0.5;
      };
      const next = [1, 3601];
      const mixed = here.map(() => {
        const who = chance() ? 1 : 0;
        const time = next[who] ?? 0;
        next[who] = time + 1;
        return time;
      });
      expect(lateIn(run(options, chunk(mixed)))).toEqual([]);
    });

    test('is believed when as many as are asked for go on from there: a gap is no wild clock', () => {
      const year = 365 * 86_400;
      const batches = run(options, chunk([...every(1, 20), ...every(year, year + 20)]));
      expect(outOf(batches)).toEqual([...every(1, 20), ...every(year, year + 20)]);
      expect(lateIn(batches)).toEqual([]);
      expect(batches.at(-1)?.watermark).toBe(seconds(year + 18));
    });

    test('is believed too where rows are always far from each other', () => {
      const sparse = every(1, 30).map((n) => n * 3600);
      const batches = run(options, chunk(sparse), END);
      expect(outOf(batches)).toEqual(sparse);
      expect(lateIn(batches)).toEqual([]);
      // Time follows them, seven rows behind.
      expect(run(options, chunk(sparse)).at(-1)?.watermark).toBe(seconds(23 * 3600 - 2));
    });

    test('is not told wrong by a row that is far behind', () => {
      expect(futureOf(run(options, chunk([...every(1, 20), 3600, 5, ...every(3601, 3620)])))).toEqual([]);
    });

    test('is believed when the clock has reached it, and not before', () => {
      const start = [chunk(every(1, 20))];
      expect(texts(options, ...start, chunk([900], { now: seconds(900) })).at(-1)).toBe('900 ▸ 898');
      expect(outOf(run(options, ...start, chunk([900], { now: seconds(899) })))).toEqual(every(1, 20));
      expect(texts(options, ...start, chunk([900]), look(899), look(900)).at(-1)).toBe('900 ▸ 898');
    });

    test('counts as a row when the clock reaches it: silence starts there', () => {
      const start = [chunk(every(1, 20)), chunk([900])];
      expect(texts(options, ...start, look(800), look(900), look(912)).at(-1)).toBe('▸ 900');
    });

    test('is wild where the input ends, or its partition, and nothing has confirmed it', () => {
      const start = chunk(every(1, 20), a);
      for (const end of [END, chunk([], { ...a, ended: true })]) {
        const batches = run(options, start, chunk([900], a), end);
        expect(futureOf(batches)).toEqual([900]);
        expect(outOf(batches)).toEqual(every(1, 20));
      }
      expect(futureOf(run(options, start, chunk([900, 9000, 90_000], a), END))).toEqual([900, 9000, 90_000]);
      // Less far ahead than `ahead` it has counted already.
      expect(outOf(run(options, start, chunk([300], a), END))).toContain(300);
    });

    test('is believed at the end with another that is near it: that is no single wild clock', () => {
      const batches = run(options, chunk([...every(1, 20), 900, 1100]), END);
      expect(outOf(batches)).toEqual([...every(1, 20), 900, 1100]);
      expect(futureOf(run(options, chunk([...every(1, 20), 900, 9000]), END))).toEqual([900, 9000]);
    });

    test('makes others no harder to believe where it was alone: only rows that agreed and were wrong do', () => {
      const alone = every(21, 25).flatMap((time) => [9000 + time * 1000, time]);
      const gap = every(100_000, 100_007);
      expect(run(options, chunk([...every(1, 20), ...alone, ...gap])).at(-1)?.watermark).toBe(
        seconds(100_005),
      );
      const agreed = every(21, 25).flatMap((time) => [9000, 9001, time]);
      expect(run(options, chunk([...every(1, 20), ...agreed, ...gap])).at(-1)?.watermark).toBe(seconds(23));
    });

    test('is told wrong by a row that is as late as may be, and by none that is later', () => {
      expect(futureOf(run(options, chunk([...every(1, 20), 9000, 18])))).toEqual([9000]);
      expect(futureOf(run(options, chunk([...every(1, 20), 9000, 17])))).toEqual([]);
    });

    test('is noted there, where nothing but a few beside each other says that time has gone on', () => {
      const leapOf = (...chunks: readonly Chunk<Timed>[]) => {
        const { machine } = eventTime(options);
        const state = machine.init();
        for (const one of chunks) machine.step(state, one);
        return state.leap;
      };
      const begun = chunk(every(1, 20));
      const leap = { rows: 2, from: seconds(20), to: seconds(900) };
      expect(leapOf(begun, chunk([900, 1100]), END)).toEqual(leap);
      expect(leapOf(begun, chunk([1100, 900, 90_000]), END)).toEqual(leap);
      // Time that goes on, a wild row that is given up, a silence as there were before: nothing that one must be told.
      for (const last of [[300, 301], [900], every(900, 910)])
        expect([last, leapOf(begun, chunk(last), END)]).toEqual([last, undefined]);
      expect(leapOf(chunk([...every(1, 20), ...every(1000, 1020), 2900, 2901]), END)).toBeUndefined();
      // Of several partitions together.
      const parts = ['a', 'b'].flatMap((partition) => [
        chunk([...every(1, 20), 900, 1100], { partition }),
        chunk([], { partition, ended: true }),
      ]);
      expect(leapOf(...parts, END)).toEqual({ ...leap, rows: 4 });
    });

    test('is believed at the end after a silence that is not twice as long as one before', () => {
      const early = [...every(1, 20), ...every(1000, 1020)];
      expect(futureOf(run(options, chunk([...early, 2900]), END))).toEqual([]);
      expect(futureOf(run(options, chunk([...early, 3100]), END))).toEqual([3100]);
      // Silences that do not last as long as `ahead` tell nothing more than that.
      expect(futureOf(run(options, chunk([...every(1, 20), ...every(120, 140), 700]), END))).toEqual([700]);
    });

    test('is measured against its own partition, and rejected with its name', () => {
      const batches = run(
        options,
        chunk(every(1, 20), a),
        chunk(every(90_000, 90_020), b),
        chunk([90_000, 21], a),
      );
      expect(batches.flatMap(({ rejected }) => rejected)).toEqual([
        { reason: 'future', time: seconds(90_000), partition: 'a' },
      ]);
    });

    test('is held over a restart, with what agreed and was wrong', () => {
      const { machine } = eventTime<Timed>(options);
      const all = [...every(1, 20), 9000, 9001, 21, ...every(9000, 9015), 22, 90_000, 23];
      const straight = run(options, chunk(all));
      let state = machine.init();
      const restarted = all.flatMap((time) => {
        state = machine.load(structuredClone(machine.save(state)));
        return machine.step(state, chunk([time]));
      });
      expect(futureOf(restarted)).toEqual(futureOf(straight));
      expect(restarted.at(-1)?.watermark).toBe(straight.at(-1)?.watermark);
    });

    test('refuses a number of rows that confirms nothing', () => {
      expect(() => eventTime({ confirm: 0 })).toThrow('confirm must be a whole number of rows above 0');
    });
  });

  describe('rows with times of our own clock', () => {
    const options = { lateness: '2s', ahead: '5m', confirm: 8 };
    const own = (...times: readonly number[]) => chunk(times, { ownTime: true });

    test('need no others to confirm them: the first, and those after a long silence', () => {
      expect(texts(options, own(10), own(11), own(3600))).toEqual([
        '▸ 8',
        '10 ▸ 8',
        '▸ 9',
        '11 ▸ 9',
        '▸ 3598',
        '3600 ▸ 3598',
      ]);
    });

    test('are to what was read what a look at the clock is', () => {
      // Held, because nothing confirms the first; then a time of our own is past them.
      expect(texts(options, chunk([10, 11]))).toEqual([]);
      expect(texts(options, chunk([10, 11]), own(15))).toEqual(['10 11 ▸ 9', '▸ 13', '15 ▸ 13']);
      // Of the first, what stands alone is still wild; and one that has not come as far believes nothing that is ahead.
      const first = run(options, chunk([10, 9000]), own(11));
      expect(rowsOf(first).map(({ time }) => time / 1000)).toEqual([10, 11]);
      expect(reasonsOf(first)).toEqual(['future 9000']);
      expect(reasonsOf(run(options, own(10), chunk([9000]), own(11)))).toEqual(['future 9000']);
      expect(reasonsOf(run(options, own(10), chunk([9000]), own(9001)))).toEqual([]);
    });
  });

  describe('the first rows', () => {
    const options = { lateness: '2s', ahead: '5m', confirm: 8 };
    const every = (first: number, last: number): number[] =>
      Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const outcome = (...chunks: readonly Chunk<Timed>[]) => {
      const batches = run(options, ...chunks);
      return {
        out: batches.flatMap(({ rows }) => rows.map(({ time }) => time / 1000)),
        rejected: reasonsOf(batches),
      };
    };

    test('confirm each other, and then count in the order in which they came', () => {
      expect(outcome(chunk([100, 102, 101, 103]), END)).toEqual({ out: [100, 102, 101, 103], rejected: [] });
    });

    test('one that is far ahead of all others is rejected as future', () => {
      expect(outcome(chunk([3600, ...every(1, 9)]), END)).toEqual({
        out: every(1, 9),
        rejected: ['future 3600'],
      });
      expect(outcome(chunk([90_000, ...every(1, 60)]), END).rejected).toEqual(['future 90000']);
    });

    test('one that is far behind all others is rejected as late, wherever among the first it is', () => {
      const good = every(90_000, 90_040);
      for (const place of [0, 1, 5]) {
        expect(outcome(chunk(good.toSpliced(place, 0, 10)), END)).toEqual({
          out: good,
          rejected: ['late 10'],
        });
      }
      expect(outcome(chunk([10, 20_000, ...good]), END).rejected).toEqual(['late 10', 'late 20000']);
    });

    test('wild ones on both sides are told from the others', () => {
      expect(outcome(chunk([1e6, 1, ...every(5000, 5006)]), END)).toEqual({
        out: every(5000, 5006),
        rejected: ['late 1', 'future 1000000'],
      });
    });

    test('count where there is no evidence against them: one alone, and a few that are all far from each other', () => {
      expect(outcome(chunk([10]), END)).toEqual({ out: [10], rejected: [] });
      expect(outcome(chunk([10, 90_000]), END)).toEqual({ out: [10, 90_000], rejected: [] });
      expect(outcome(chunk([90_000, 10]), END)).toEqual({ out: [90_000, 10], rejected: [] });
      // Where there are fewer than eight, they are no evidence.
      expect(outcome(chunk([10, ...every(90_000, 90_005)]), END).rejected).toEqual([]);
      expect(outcome(chunk([90_000, ...every(1, 6)]), END).rejected).toEqual([]);
      expect(outcome(chunk([...every(1, 6), 90_000]), END).rejected).toEqual([]);
      for (const n of [3, 7, 8, 9, 12, 30]) {
        const sparse = every(1, n).map((i) => i * 3600);
        expect(outcome(chunk(sparse), END)).toEqual({ out: sparse, rejected: [] });
      }
    });

    test('count where they are no further apart than is usual among them', () => {
      const minutes = [0, 9, 11, 17, 18, 25, 28, 33, 38, 47].map((minute) => minute * 60);
      expect(outcome(chunk(minutes), END)).toEqual({ out: minutes, rejected: [] });
    });

    test('count where a log was silent for long, and more than one came before', () => {
      const times = [...every(1, 2), ...every(9000, 9020)];
      expect(outcome(chunk(times), END)).toEqual({ out: times, rejected: [] });
    });

    test('are believed by a clock that is past them, and one by one', () => {
      expect(outcome(chunk([10]), look(90_000)).out).toEqual([10]);
      expect(outcome(chunk([90_000]), look(10)).out).toEqual([]);
      expect(outcome(chunk([90_000]), look(10), look(90_000)).out).toEqual([90_000]);
      // The clock is near the others.
      expect(outcome(chunk([10, 90_000]), look(90_001))).toEqual({ out: [90_000], rejected: ['late 10'] });
    });

    test('are weighed in each partition by itself', () => {
      const { out, rejected } = outcome(chunk([10, ...every(9000, 9007)], a), chunk([10, 11], b), END);
      expect(out.toSorted((one, two) => one - two)).toEqual([10, 11, ...every(9000, 9007)]);
      expect(rejected).toEqual(['late 10']);
    });
  });
});
