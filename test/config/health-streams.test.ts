import { describe, expect, it } from 'vitest';
import { HEALTH } from '../../src/pipelines/pipeline.js';
import { planOf } from '../support/run-config.js';

const config = (stream: string): string => `
version: 1
sinks:
  chat: { http: "https://chat.example/hook" }
pipelines:
  web:
    source: { file: access.log, format: access-log }
    streams:
      hits: { window: 10s, measure: { n: count() }, to: [chat] }
      standing: ${stream}
`;

describe('a stream of health rows', () => {
  it('may be filtered, keyed and watched by what its rows have, in their units', () => {
    const plan = planOf(
      config(
        '{ from: health, where: kind == "sink", by: [name], alerts: { stuck: { value: oldest, above: 15m }, failing: { if: error != null, for: 3x } } }',
      ),
    );
    const froms = plan.pipelines.flatMap(({ streams }) => streams.map(({ from }) => from));
    expect(froms).toContain(HEALTH);
  });

  it('may have windows, by the clock', () => {
    expect(
      planOf(config('{ from: health, window: 1m, measure: { lag: max(lag), dropped: max(dropped) } }'))
        .pipelines,
    ).toHaveLength(1);
  });

  it('is held to the fields that its rows have, and to their units', () => {
    expect(() => planOf(config('{ from: health, where: lags > 5 }'))).toThrow('lag');
    expect(() => planOf(config('{ from: health, alerts: { a: { value: oldest, above: 5% } } }'))).toThrow(
      'oldest',
    );
    expect(() => planOf(config('{ from: healt, alerts: { a: { absent: 1m } } }'))).toThrow('health');
  });
});
