import { describe, expect, it } from 'vitest';
import { bytesFor, planOf, runConfig } from '../support/run-config.js';

const config = (window: string): string => `
version: 1
pipelines:
  days:
    source: { file: in.jsonl, format: jsonl, follow: false }
    streams: { days: { window: ${window}, measure: { n: count() }, to: [stdout] } }
`;

const windowsOf = async (window: string, times: readonly string[]) => {
  const plan = planOf(config(window));
  const lines = Buffer.from(times.map((time) => `${JSON.stringify({ time })}\n`).join(''));
  const { outputs } = await runConfig(plan, bytesFor(plan, lines));
  return outputs.map(({ row: { start, end, n } }) => [
    new Date(Number(start)).toISOString().slice(0, 16),
    (Number(end) - Number(start)) / 3_600_000,
    n,
  ]);
};

describe('windows of days in a config', () => {
  it('go by the clock of a zone, so long after midnight', async () => {
    const times = [
      '2024-10-26T03:59:59Z',
      '2024-10-26T04:00:00Z',
      '2024-10-27T04:59:59Z',
      '2024-10-27T05:00:00Z',
    ];
    expect(await windowsOf('{ size: 1d, zone: Europe/Berlin, offset: 6h }', times)).toEqual([
      ['2024-10-25T04:00', 24, 1],
      ['2024-10-26T04:00', 25, 2],
      ['2024-10-27T05:00', 24, 1],
    ]);
    expect(await windowsOf('{ size: 1d, zone: Europe/Berlin }', times)).toEqual([
      ['2024-10-25T22:00', 24, 2],
      ['2024-10-26T22:00', 25, 2],
    ]);
  });

  it('are weeks from Monday on, or from the day that is named', async () => {
    const times = ['2024-10-26T12:00:00Z', '2024-10-27T12:00:00Z'];
    expect(await windowsOf('{ size: 7d, zone: Europe/Berlin }', times)).toEqual([
      ['2024-10-20T22:00', 169, 2],
    ]);
    expect(await windowsOf('{ size: 7d, zone: Europe/Berlin, starts: sunday }', times)).toEqual([
      ['2024-10-19T22:00', 168, 1],
      ['2024-10-26T22:00', 169, 1],
    ]);
    expect(await windowsOf('{ size: 7d, starts: sunday }', times)).toEqual([
      ['2024-10-20T00:00', 168, 1],
      ['2024-10-27T00:00', 168, 1],
    ]);
  });

  it('have an offset without a zone too', async () => {
    expect(
      await windowsOf('{ size: 1h, offset: 15m }', ['2024-10-26T12:14:59Z', '2024-10-26T12:15:00Z']),
    ).toEqual([
      ['2024-10-26T11:15', 1, 1],
      ['2024-10-26T12:15', 1, 1],
    ]);
  });

  it('are shown by that clock, with their alerts, and so are streams that take their rows', async () => {
    const plan = planOf(`
version: 1
pipelines:
  days:
    source: { file: in.jsonl, format: jsonl, follow: false }
    time: { zone: Asia/Tokyo }
    streams:
      days:
        window: { size: 1d, zone: Europe/Berlin }
        measure: { n: count() }
        alerts: { busy: { value: n, above: 1 } }
        to: [stdout]
      large: { from: days, where: n > 1, to: [stdout] }
      hours: { window: 1h, measure: { n: count() }, to: [stdout] }
`);
    const lines = ['2024-10-26T22:00:00Z', '2024-10-27T22:59:59Z'].map(
      (time) => `${JSON.stringify({ time })}\n`,
    );
    const { rowsOf } = await runConfig(plan, bytesFor(plan, Buffer.from(lines.join(''))));
    expect(rowsOf('days/busy').at(0)?.message).toContain('at 2024-10-27T00:00:00.000+02:00');
    const [pipeline] = plan.pipelines;
    expect([...(pipeline?.zones ?? [])]).toEqual([
      ['days', 'Europe/Berlin'],
      ['large', 'Europe/Berlin'],
      ['hours', 'Asia/Tokyo'],
    ]);
  });
});
