import { expect, test } from 'vitest';
import { alert } from '../../src/operators/alert/alert.js';
import { compose } from '../../src/operators/compose.js';
import { count, distinct } from '../../src/operators/measures/index.js';
import { sliding } from '../../src/operators/windows/sliding.js';
import { run } from './engine-kit.js';
import { describeWithData, listShared, readShared, readSharedJson } from './shared-data.js';

/** `log-ingestor` is compared in take-home.test.ts. */
const HUB = 'alerts/crowdsecurity__hub';

/**
 * CrowdSec's alerts are buckets that leak and overflow. Where all comes within the time in which nothing leaks, that is
 * a level over a window of this length, and our alert must fire in the pane of the event that overflows theirs.
 */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  'http-dos-switching-ua':
    'the bucket leaks on the way (12 events for a capacity of 10): no level over a window',
};

interface Expected {
  readonly scenarios: readonly { readonly capacity: number; readonly leakspeed: string }[];
  readonly alerts: readonly {
    readonly sources: readonly string[];
    readonly event_times: readonly string[];
  }[];
}

interface Hit {
  readonly time: number;
  readonly ip: string;
  readonly page: string;
}

describeWithData('the alerts of CrowdSec', HUB, () => {
  const expected = (name: string): Expected => readSharedJson(`${HUB}/${name}/expected.json`);
  const lines = (name: string): string[] => readShared(`${HUB}/${name}/${name}.log`).trim().split('\n');
  /** Who overflowed, and in the pane of which event. */
  const overflows = ({ alerts }: Expected, pane: number): string[] =>
    alerts.map(({ sources, event_times }) => {
      const time = Date.parse(event_times.at(-1) ?? '');
      return `${sources.join()} ${new Date(Math.floor(time / pane) * pane).toISOString()}`;
    });
  const fired = (rows: readonly { time: number; state: string; key?: object }[]): string[] =>
    rows
      .filter(({ state }) => state === 'firing')
      .map(({ time, key }) => `${Object.values(key ?? {}).join()} ${new Date(time).toISOString()}`);

  test('nginx-http-generic-bf: more than 5 failed logins of one address in 10 s', () => {
    const name = 'nginx-http-generic-bf';
    const hits = lines(name).map((line): Hit => {
      const [, ip = ''] = /client: ([\d.]+)|^([\d.]+) /.exec(line)?.filter((one) => one !== undefined) ?? [];
      const text = /^\d{4}\/\d\d\/\d\d [\d:]+/.exec(line)?.[0];
      const written = text ?? (/\[([^\]]+)\]/.exec(line)?.[1] ?? '').replace(':', ' ').replaceAll('/', ' ');
      return {
        time: Date.parse(text === undefined ? written : `${written.replaceAll('/', '-')}Z`),
        ip,
        page: '',
      };
    });
    const { capacity } = expected(name).scenarios[0] ?? { capacity: Number.NaN };
    const guard = compose(
      sliding({ size: '10s', every: '1s', by: ['ip'], measures: { n: count<Hit>() } }),
      alert({ value: 'n', above: capacity }),
    );
    expect(fired(run(guard, hits, { ahead: '10000d' }, true))).toEqual(overflows(expected(name), 1000));
  });

  test('envoy-http-crawl-non_statics: more than 40 different pages by one address in half a second', () => {
    const name = 'envoy-http-crawl-non_statics';
    const hits = lines(name).map((line): Hit => {
      const event = JSON.parse(line.slice(line.indexOf('{'))) as Readonly<Record<string, string>>;
      return {
        time: Date.parse(event.start_time ?? ''),
        ip: event.downstream_remote_address?.split(':')[0] ?? '',
        page: event['x-envoy-origin-path'] ?? '',
      };
    });
    const { capacity } = expected(name).scenarios[0] ?? { capacity: Number.NaN };
    const guard = compose(
      sliding({ size: '500ms', every: '10ms', by: ['ip'], measures: { pages: distinct<Hit>('page') } }),
      alert({ value: 'pages', above: capacity }),
    );
    expect(fired(run(guard, hits, {}, true))).toEqual(overflows(expected(name), 10));
  });

  test('are each compared, or named as not comparable with the reason', () => {
    const compared = ['envoy-http-crawl-non_statics', 'nginx-http-generic-bf'];
    expect([...listShared(HUB)].toSorted()).toEqual([...compared, ...Object.keys(NOT_COMPARED)].toSorted());
  });
});
