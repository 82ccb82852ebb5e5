import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { Source } from '../../../src/io/sources/source.js';
import { NONE_REJECTED } from '../../../src/operators/rejected.js';
import { pingUrl } from '../../../src/pipelines/file-shipper/ping-url.js';
import type { ShipRow } from '../../../src/pipelines/file-shipper/ship-row.js';
import { type Beat, withHeartbeat } from '../../../src/pipelines/file-shipper/with-heartbeat.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { turns } from '../../support/turns.js';

const upload = (path: string, what: 'ok' | 'denied' | 'conflict' | 'changed'): ShipRow => ({
  ...{
    kind: 'upload',
    time: 0,
    path,
    key: path,
    bytes: 1,
    attempt: 1,
    class: what,
    found: false,
    reason: '',
  },
  ...{ shipped: what === 'ok' || what === 'conflict', duration: 1 },
});

const files = (waiting: number, failing: number, oldest = waiting * 1000): ShipRow => ({
  ...{ kind: 'files', time: 0, oldest, path: '', reason: '', attempts: 0, waiting, bytes: 0, failing },
});

/** Rows one after the other, each when it is given; a source that gives them, and what was told of them. */
const beating = (once: boolean) => {
  const clock = virtualClock();
  const beats: Beat[] = [];
  const stop = new AbortController();
  const queue: ((row: ShipRow | 'end' | Error) => void)[] = [];
  const source: Source<ShipRow> = {
    read: () => ({
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const next = await new Promise<ShipRow | 'end' | Error>((resolve) => queue.push(resolve));
          if (next === 'end') return;
          if (next instanceof Error) throw next;
          yield { rows: [next], rejected: NONE_REJECTED };
        }
      },
    }),
  };
  const run = withHeartbeat(source, { once, clock, ping: async (beat) => void beats.push(beat) }).read({
    ...{ position: undefined, remembered: new Map(), stop: stop.signal, abandon: stop.signal },
    view: { view: () => undefined },
  });
  const over = (async () => {
    try {
      for await (const _ of run);
    } finally {
      await run.close?.();
    }
  })().catch(() => undefined);
  const give = async (...rows: readonly (ShipRow | 'end' | Error)[]): Promise<void> => {
    for (const row of rows) {
      await turns(3);
      queue.shift()?.(row);
    }
    await turns(3);
  };
  return { beats, give, over, clock, stop };
};

it.each([
  [
    [upload('a', 'ok'), upload('b', 'changed')],
    ['start', 'success'],
  ],
  [
    [upload('a', 'denied'), upload('a', 'ok')],
    ['start', 'success'],
  ],
  [
    [upload('a', 'ok'), upload('b', 'denied')],
    ['start', 'failure'],
  ],
  [[upload('a', 'conflict')], ['start', 'failure']],
] as const)('once: how it began and how it went, case %#', async (rows, expected) => {
  const { beats, give, over } = beating(true);
  await give(...rows, 'end');
  await over;
  expect(beats).toEqual(expected);
});

it('once: a run that breaks is a failure, and one that is stopped has not ended', async () => {
  const broken = beating(true);
  await broken.give(new Error('no such directory'));
  await broken.over;
  expect(broken.beats).toEqual(['start', 'failure']);
  const stopped = beating(true);
  stopped.stop.abort();
  await stopped.give('end');
  await stopped.over;
  expect(stopped.beats).toEqual(['start']);
});

it('for ever: every minute how it goes, as the last report has it', async () => {
  const { beats, give, over, clock } = beating(false);
  await give(files(3, 0));
  await clock.advance(60_000);
  await give(files(3, 1));
  await clock.advance(60_000);
  // Nothing can be seen of the directory.
  await give(files(0, 0, 5000));
  await clock.advance(60_000);
  await give(files(0, 0));
  await clock.advance(60_000);
  await give('end');
  await over;
  expect(beats).toEqual(['success', 'success', 'failure', 'failure', 'success']);
});

it('asks the URL, and what is wrong with that is warned of and no more', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(request.url?.includes('fail') === true ? 500 : 200).end('OK');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // Listening on a port makes it an address with one.
  const { port } = server.address() as AddressInfo;
  const warnings: string[] = [];
  const ping = pingUrl(`http://127.0.0.1:${port}/ping/1?rid=2`, (message) => warnings.push(message));
  for (const beat of ['start', 'success', 'failure'] as const) await ping(beat);
  await pingUrl('http://127.0.0.1:1/', (message) => warnings.push(message))('start');
  expect(asked).toEqual(['/ping/1/start?rid=2', '/ping/1?rid=2', '/ping/1/fail?rid=2']);
  expect(warnings).toEqual([
    expect.stringContaining('500'),
    expect.stringContaining('did not reach 127.0.0.1:1'),
  ]);
});
