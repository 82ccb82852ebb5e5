import { expect, it } from 'vitest';
import { alertmanagerSink } from '../../../../src/io/sinks/messages/alertmanager-sink.js';
import type { Emitted, Sink } from '../../../../src/io/sinks/sink.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { messageServer } from '../../../servers/message-server.js';
import { STAND_INS } from '../../../servers/message-services.js';
import { composeWith, prepareFrom, writeTo } from '../../../support/drive-sink.js';
import { until } from '../../../support/until.js';

const emitted = (path: string, state: 'firing' | 'ok', id: string): Emitted => ({
  pipeline: 'web',
  stream: 'traffic',
  id,
  row: { time: 0, alert: 'busy', was: 'ok', state, because: [], message: `${path} ${state}`, key: { path } },
});

const send = async (sink: Sink, saved: unknown, ...rows: readonly Emitted[]): Promise<unknown> => {
  const composed = composeWith(sink, rows, saved, 0);
  for (const delivery of composed.deliveries) await writeTo(sink, delivery);
  return composed.saved;
};

it('is told again of what fires, by the clock, also after a restart, until it is over', async () => {
  const server = await messageServer(STAND_INS.alertmanager);
  const said = (): readonly string[] =>
    server.taken.map(({ body }) =>
      JSON.parse(body)
        .map(({ annotations }: { annotations: { description: string } }) => annotations.description)
        .join(', '),
    );
  const clock = virtualClock();
  const sink = alertmanagerSink({ url: server.origin, source: 'a', clock });
  const one = await send(
    sink,
    await prepareFrom(sink, undefined),
    emitted('/a', 'firing', '1'),
    emitted('/b', 'firing', '2'),
  );
  expect(said()).toEqual(['/a firing, /b firing']);
  await clock.advance(60_000);
  await until(() => said().length === 2);
  expect(said()[1]).toBe('/a firing, /b firing');
  const two = await send(sink, one, emitted('/a', 'ok', '3'));
  await clock.advance(60_000);
  await until(() => said().length === 4);
  expect(said().slice(2)).toEqual(['/a ok', '/b firing']);
  await sink.close();

  const later = virtualClock();
  const next = alertmanagerSink({ url: server.origin, source: 'a', clock: later });
  const three = await prepareFrom(next, two);
  await later.advance(60_000);
  await until(() => said().length === 5);
  expect(said()[4]).toBe('/b firing');
  await send(next, three, emitted('/b', 'ok', '4'));
  await later.advance(600_000);
  await next.close();
  expect(said().slice(5)).toEqual(['/b ok']);
  expect(server.refused).toEqual([]);
});

it('says that it could not be told again, and tells it later', async () => {
  const server = await messageServer(STAND_INS.alertmanager);
  const warnings: string[] = [];
  const clock = virtualClock();
  const onWarning = (message: string): void => void warnings.push(message);
  const sink = alertmanagerSink({ url: server.origin, clock, onWarning });
  await send(sink, undefined, emitted('/a', 'firing', '1'));
  server.answerWith({ status: 503 });
  await clock.advance(60_000);
  await until(() => warnings.length === 1);
  expect(warnings[0]).toMatch(/could not be said again: alertmanager .* answered 503/);
  await clock.advance(60_000);
  await until(() => server.taken.length === 2);
  await sink.close();
});
