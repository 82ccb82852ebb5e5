import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/io/clock.js';
import { journaled } from '../../../src/io/sources/journaled.js';
import { servedRun } from '../../../src/io/sources/served-run.js';
import { startAt } from '../../support/start-at.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const TOKEN = 'a-token-of-some-length';
const headers = { authorization: `Bearer ${TOKEN}` };

/** A run of texts, read by hand; where it can be asked once it is read, and what it has said. */
const begun = async (directory: string) => {
  const stop = new AbortController();
  const source = journaled<string>({
    directory,
    clock: systemClock(),
    judge: (body) => ({ rows: [body.toString()] }),
    mostRows: 1,
  });
  const said: string[] = [];
  let url = '';
  const run = servedRun(source, startAt(undefined, stop.signal), {
    address: { host: '127.0.0.1', port: 0 },
    access: { token: TOKEN },
    clock: systemClock(),
    warn: (message) => void said.push(message),
    routes: async () => [],
    onListening: (at) => {
      url = at;
    },
    onReplaying: ({ done, total }) => void said.push(`${done} of ${total}`),
    onReady: () => void said.push('ready'),
  });
  const chunks = run[Symbol.asyncIterator]();
  let ended: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    stop.abort();
    while ((await chunks.next()).done !== true);
    await run.close?.();
  };
  const end = (): Promise<void> => {
    ended ??= drain();
    return ended;
  };
  onTestFinished(end);
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${url}${path}`, init);
    return [answer.status, await answer.json()] as const;
  };
  return { source, chunks, said, ask, end };
};

test('says how far it has read its journal again, to who has the token, and is ready when that is folded', async () => {
  const directory = await temporaryDirectory();
  const first = await begun(directory);
  await first.chunks.next();
  const kept = ['a', 'b'].map((text) => first.source.accept(Buffer.from(text), undefined));
  await first.end();
  expect((await Promise.all(kept)).map(({ status }) => status)).toEqual([200, 200]);

  const { chunks, said, ask } = await begun(directory);
  expect((await chunks.next()).value?.rows).toEqual(['a']);
  expect((await chunks.next()).value?.rows).toEqual(['b']);
  expect(await ask('/healthz')).toEqual([200, { status: 'ok' }]);
  expect(await ask('/readyz')).toEqual([503, { error: 'replaying', message: 'This is not ready yet.' }]);
  const message = 'The journal is being read again: 50% done.';
  expect(await ask('/readyz', { headers })).toEqual([
    503,
    { error: 'replaying', message, done: 1, total: 2 },
  ]);
  await chunks.next();
  expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
  expect(said).toEqual(['0 of 2', '1 of 2', 'ready']);
});
