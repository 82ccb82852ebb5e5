import { expect, it } from 'vitest';
import type { HttpContent } from '../../../../src/io/sinks/http/body-template.js';
import { alertmanagerSink } from '../../../../src/io/sinks/messages/alertmanager-sink.js';
import { resending } from '../../../../src/io/sinks/messages/resending.js';
import type { Emitted, Sink } from '../../../../src/io/sinks/sink.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
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

it('is told no more of what is over, or can never be, though settings have given it other labels', async () => {
  const server = await messageServer(STAND_INS.alertmanager);
  const before = alertmanagerSink({ url: server.origin, labels: { team: 'web' } });
  const saved = await send(before, undefined, emitted('/a', 'firing', '1'), emitted('/b', 'firing', '2'));
  await before.close();
  expect(saved).toMatchObject({ firing: expect.any(Object) });

  const clock = virtualClock();
  const after = alertmanagerSink({ url: server.origin, labels: { team: 'ops' }, clock });
  let now = await prepareFrom(after, saved);
  for (const [i, path] of ['/a', '/b'].entries()) now = await send(after, now, emitted(path, 'ok', `o${i}`));
  await clock.advance(600_000);
  await after.close();
  expect(now).toMatchObject({ firing: {} });
  expect(server.taken).toHaveLength(3);

  const without = alertmanagerSink({ url: server.origin, clock, hasAlert: (_, alert) => alert !== 'busy' });
  expect(await prepareFrom(without, saved)).toMatchObject({ firing: {} });
  await clock.advance(600_000);
  await without.close();
  expect(server.taken).toHaveLength(3);
});

/** What fires are letters, and a text of small ones says that they are over; two go in one request. */
const letters = (write: (text: string) => Promise<void>) => {
  const clock = virtualClock();
  const own: Sink = {
    name: 'letters',
    destination: 'letters',
    guarantee: 'at least once',
    compose: () => ({ deliveries: [] }),
    write: async ({ body }) => write((body as HttpContent).text),
    close: async () => undefined,
  };
  const sink = resending<string>(own, {
    every: '1m',
    most: 2,
    clock,
    changes: ({ text }) =>
      [...text].map((one) => [one.toUpperCase(), one === one.toUpperCase() ? one : undefined] as const),
    write: (things) => ({ type: 'text/plain', text: things.join('') }),
    canEnd: () => true,
    onWarning: undefined,
  });
  const say = (text: string) => writeTo(sink, { id: text, body: { type: 'text/plain', text }, rows: 1 });
  return { clock, sink, say };
};

it('what ends while the others are said again is not said behind its end', async () => {
  const said: string[] = [];
  const { clock, sink, say } = letters(async (text) => {
    said.push(text);
    if (text === 'AB' && said.length > 1) await say('c');
  });
  await say('ABCD');
  await clock.advance(60_000);
  await sink.close();
  expect(said).toEqual(['ABCD', 'AB', 'c', 'D']);
});

it('what is refused for good keeps nothing else from being said again; what fails for now does', async () => {
  for (const [retryable, wanted] of [
    [false, ['ABCD', 'AB', 'CD']],
    [true, ['ABCD', 'AB']],
  ] as const) {
    const said: string[] = [];
    const { clock, sink, say } = letters(async (text) => {
      said.push(text);
      if (text === 'AB') throw new TidemarkError('undeliverable', 'No.', { retryable });
    });
    await say('ABCD');
    await clock.advance(60_000);
    await sink.close();
    expect(said).toEqual(wanted);
  }
});

it('a write that ends behind the close leaves nothing that goes on', async () => {
  let end: () => void = () => undefined;
  const { clock, sink, say } = letters(() => new Promise((resolve) => (end = resolve)));
  const writing = say('A');
  await sink.close();
  end();
  await writing;
  expect(clock.sleeping).toBe(0);
});
