import { expect, test } from 'vitest';
import { alert } from '../../src/operators/alert/alert.js';
import { perSecond } from '../../src/operators/alert/threshold.js';
import type { Timed } from '../../src/operators/batch.js';
import { compose } from '../../src/operators/compose.js';
import { count } from '../../src/operators/measures/index.js';
import { sliding } from '../../src/operators/windows/sliding.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { cutInto } from '../../src/testing/cuts.js';
import { chunkOf, END } from '../../src/testing/run-chunks.js';
import { batch, rejectedOf, rowsAt, rowsOf, stepAll, stepChunks } from './kit.js';
import { describeWithData, readShared, readSharedJson } from './shared-data.js';

const highTraffic = compose(
  sliding({ size: '2m', every: '1s', measures: { hits: count() } }),
  alert({ value: 'hits', above: perSecond(10) }),
);

interface Reported {
  readonly alert?: number;
  readonly recovered?: number;
  readonly hits: number;
}

const LOG = 'datadog-takehome/robertohuertasm__log-ingestor/sample.csv';

describeWithData('the sample of the take-home', LOG, () => {
  /** "remotehost","rfc931","authuser","date","request","status","bytes": no field of this file holds a comma. */
  const hits: readonly Timed[] = readShared(LOG)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => ({ time: Number(line.split(',')[3]) * 1000 }));
  const chunks = [chunkOf(hits), END];
  const options = { lateness: '2s' };

  test('has 4830 hits, none of them late by more than two seconds', () => {
    expect(hits).toHaveLength(4830);
    expect(rejectedOf(stepChunks(highTraffic, chunks, options))).toEqual([]);
  });

  test('fires and recovers twice, at the seconds and with the hits that a direct count gives', () => {
    const { exact } = readSharedJson<{ exact: readonly Reported[] }>('datadog-takehome/known_results.json');
    const said = rowsOf(stepChunks(highTraffic, chunks, options)).map(
      ({ time, state, value }): Reported =>
        state === 'firing'
          ? { alert: time / 1000, hits: value ?? 0 }
          : { recovered: time / 1000, hits: value ?? 0 },
    );
    expect(said).toEqual(exact);
  });

  test('recovering at exactly 1200, as that list does, or strictly below, as we do, is the same here', () => {
    // Only a window of exactly 1200 hits tells the rules apart, and only while the alert fires.
    const windows = rowsOf(
      stepChunks(sliding({ size: '2m', every: '1s', measures: { hits: count() } }), chunks, options),
    );
    const atLevel = windows.filter((row) => row.hits === 1200).map((row) => row.end / 1000 - 1);
    const firing = (second: number): boolean =>
      (second >= 1549573956 && second < 1549574043) || (second >= 1549574163 && second < 1549574302);
    expect(atLevel.filter(firing)).toEqual([]);
  });

  test('lines out of order make no alert flap: in chunks of any size there are four transitions', () => {
    const once = rowsOf(stepChunks(highTraffic, chunks, options));
    for (const size of [1, 7, 1000]) {
      const parts = cutInto(hits, Array.from({ length: hits.length }, () => size).values());
      expect(rowsOf(stepChunks(highTraffic, [...parts.map((part) => chunkOf(part)), END], options))).toEqual(
        once,
      );
    }
    expect(once).toHaveLength(4);
  });

  test('what others report has the alerts within two seconds, and the recoveries later', () => {
    // They take lines as they come, with no lateness: their second alert is two seconds early, at the line that tips the
    // count. Their recoveries are late by 93 s and 4 s, the first with 549 hits: nobody looked at the seconds between.
    const theirs = readSharedJson<{ third_party: Record<string, readonly Reported[]> }>(
      'datadog-takehome/known_results.json',
    ).third_party['cnharris10/log-monitoring application_log.txt'];
    const ours = rowsOf(stepChunks(highTraffic, chunks, options)).map(({ time }) => time / 1000);
    const distances = theirs?.map(
      ({ alert: fired, recovered }, i) => (fired ?? recovered ?? 0) - (ours[i] ?? 0),
    );
    expect(distances).toEqual([0, 93, -2, 4]);
  });

  test('ten-second counts are those of the file, each hit in one of them', () => {
    const windows = rowsOf(
      stepChunks(tumbling({ size: '10s', measures: { hits: count() } }), chunks, options),
    );
    const byForce = new Map<number, number>();
    for (const { time } of hits) {
      const start = Math.floor(time / 10_000) * 10_000;
      byForce.set(start, (byForce.get(start) ?? 0) + 1);
    }
    expect(windows.filter((row) => row.hits > 0).map((row) => [row.start, row.hits])).toEqual(
      [...byForce].sort(([a], [b]) => a - b),
    );
  });
});

const CASES = 'alerts/robertohuertasm__log-ingestor/alert_cases.json';

describeWithData('the alert cases of log-ingestor', CASES, () => {
  interface Case {
    readonly threshold: number;
    readonly window: number;
    readonly groups: readonly (readonly [second: number, hits: number])[];
    readonly events: readonly {
      readonly alert?: number;
      readonly recovered?: number;
      readonly avg: number;
    }[];
  }
  const { cases } = readSharedJson<{ cases: readonly Case[] }>(CASES);
  const said = ({ threshold, window, groups }: Case, until: number): readonly object[] => {
    const watched = compose(
      sliding({ size: window * 1000, every: '1s', measures: { hits: count() } }),
      alert({ value: 'hits', above: perSecond(threshold) }),
    );
    const rows = groups.flatMap(([second, hits]) => rowsAt(...Array.from({ length: hits }, () => second)));
    return rowsOf(stepAll(watched, [batch(rows, until)])).map(({ time, state, value }) => ({
      [state === 'firing' ? 'alert' : 'recovered']: time / 1000,
      avg: (value ?? 0) / window,
    }));
  };
  /** The second after the last group: as far as an input without a timer can know the time. */
  const lastSecond = ({ groups }: Case): number => (groups.at(-1)?.[0] ?? 0) + 1;

  test('the alerts are the same, at the same second with the same average', () => {
    for (const one of cases) {
      const alerts = (events: readonly object[]): object[] => events.filter((event) => 'alert' in event);
      expect(alerts(said(one, lastSecond(one)))).toEqual(alerts(one.events));
    }
  });

  test('where no time has passed there is no recovery, with them and with us', () => {
    for (const one of cases.slice(0, 2)) expect(said(one, lastSecond(one))).toEqual(one.events);
  });

  test('recoveries come by time with us: at second 3, where they wait for the event at second 4', () => {
    // The window (1, 3] holds none of the three hits of second 1. They look only when a hit comes; we when time does.
    for (const one of cases.slice(2)) {
      expect(one.events).toEqual([
        { alert: 1, avg: 1.5 },
        { recovered: 4, avg: 0.5 },
      ]);
      expect(said(one, lastSecond(one))).toEqual([
        { alert: 1, avg: 1.5 },
        { recovered: 3, avg: 0 },
      ]);
    }
  });

  test('at the end of the input every alert recovers with us, at the second its window is low enough', () => {
    expect(cases.map((one) => said(one, Infinity).at(-1))).toEqual([
      { recovered: 3, avg: 0 },
      { recovered: 4, avg: 0 },
      { recovered: 3, avg: 0 },
      { recovered: 3, avg: 0 },
    ]);
  });
});
