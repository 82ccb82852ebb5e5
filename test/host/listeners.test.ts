import { writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Listeners, type Wanted } from '../../src/host/listeners.js';
import type { Access } from '../../src/io/http/access.js';
import { WatchedFiles } from '../../src/io/http/watched-files.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const [ONE, TWO] = ['1'.repeat(20), '2'.repeat(20)];

/** Servers that say which pipelines they are for, and where the last of them listens. */
const started = async () => {
  let url = '';
  const listeners = new Listeners({
    routesFor: (names) => ({
      '/metrics': () => ({ status: 200, type: 'text/plain', body: names().join() }),
    }),
    onError: (error) => expect(error).toBeUndefined(),
    warn: (message) => expect(message).toBe(''),
    inform: (message) => {
      url = message.replace('listening at ', '');
    },
  });
  onTestFinished(() => listeners.close());
  const wanted = (access: Access, names = ['a'], port = 0): Wanted[] => [
    { id: 'config', address: { host: '127.0.0.1', port }, access, names },
  ];
  const ask = (token: string, host = '127.0.0.1'): Promise<readonly [number | undefined, string]> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, host };
      get(`${url}/metrics`, { headers, agent: false }, async (response) => {
        resolve([response.statusCode, await text(response)]);
      }).on('error', reject);
    });
  return { listeners, wanted, ask, port: () => Number(new URL(url).port) };
};

it('ask for another token, and are served under other names, when only that changes', async () => {
  const { listeners, wanted, ask, port } = await started();
  await listeners.exchange(wanted({ token: ONE }));
  const at = port();
  await listeners.exchange([]);
  // From here on at a port that is named: the old server is in the way of the new one.
  await listeners.exchange(wanted({ token: ONE }, ['a'], at));
  expect(await ask(ONE)).toEqual([200, 'a']);
  await listeners.exchange(wanted({ token: TWO }, ['a'], at));
  expect((await ask(ONE))[0]).toBe(401);
  expect(await ask(TWO)).toEqual([200, 'a']);
  expect((await ask(TWO, 'flows.example.com'))[0]).toBe(421);
  await listeners.exchange(wanted({ token: TWO, hosts: ['flows.example.com'] }, ['a'], at));
  expect(await ask(TWO, 'flows.example.com')).toEqual([200, 'a']);
  expect(port()).toBe(at);
});

it('keep the connections of those who ask when only the token, its file or the names change', async () => {
  const { listeners, wanted, port } = await started();
  await listeners.exchange(wanted({ token: ONE }));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const sockets = new Set<Socket>();
  const ask = (token: string, host = '127.0.0.1'): Promise<readonly [number | undefined, string]> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, host };
      get({ port: port(), host: '127.0.0.1', path: '/metrics', headers, agent }, async (response) => {
        sockets.add(response.socket);
        resolve([response.statusCode, await text(response)]);
      }).on('error', reject);
    });
  expect(await ask(ONE)).toEqual([200, 'a']);
  await listeners.exchange(wanted({ token: TWO }, ['a', 'b']));
  expect((await ask(ONE))[0]).toBe(401);
  expect(await ask(TWO)).toEqual([200, 'a,b']);
  const file = join(await temporaryDirectory(), 'token');
  await writeFile(file, `${ONE}\n`);
  await listeners.exchange(wanted({ token: { file }, hosts: ['flows.example.com'] }));
  expect(await ask(ONE, 'flows.example.com')).toEqual([200, 'a']);
  // What cannot be read changes nothing.
  await expect(listeners.exchange(wanted({ token: { file: `${file}.none` } }))).rejects.toMatchObject({
    code: 'unreadable',
  });
  expect(await ask(ONE, 'flows.example.com')).toEqual([200, 'a']);
  expect(sockets.size).toBe(1);
});

it('serve as before where what is wanted cannot be, and what is wanted after that', async () => {
  const { listeners, wanted, ask, port } = await started();
  await listeners.exchange(wanted({ token: ONE }));
  const at = port();
  await listeners.exchange([]);
  await listeners.exchange(wanted({ token: ONE }, ['a'], at));
  const file = join(await temporaryDirectory(), 'none');
  await expect(listeners.exchange(wanted({ token: { file } }, ['b'], at))).rejects.toMatchObject({
    code: 'unreadable',
  });
  expect(await ask(ONE)).toEqual([200, 'a']);
  await listeners.exchange(wanted({ token: ONE }, ['a', 'c'], at));
  expect(await ask(ONE)).toEqual([200, 'a,c']);
});

it('look no longer at the files of those who were to be let in where that has failed, nor of those before', async () => {
  const { listeners, wanted, ask } = await started();
  const opened = vi.spyOn(WatchedFiles.prototype, 'open');
  const closed = vi.spyOn(WatchedFiles.prototype, 'close');
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const file = join(await temporaryDirectory(), 'token');
  await writeFile(file, `${ONE}\n`);
  await listeners.exchange(wanted({ token: ONE }));
  const other = { id: 'other', address: { host: '127.0.0.1', port: 0 }, names: ['b'] };
  const access = { token: { file: `${file}.none` } };
  const failing = [...wanted({ token: { file } }), { ...other, access }];
  await expect(listeners.exchange(failing)).rejects.toMatchObject({ code: 'unreadable' });
  expect(await ask(ONE)).toEqual([200, 'a']);
  expect([opened.mock.contexts, closed.mock.contexts].map(({ length }) => length)).toEqual([2, 2]);
  await listeners.exchange(wanted({ token: { file } }));
  expect(closed).toHaveBeenCalledTimes(2);
  await listeners.exchange(wanted({ token: ONE }));
  expect([opened, closed].map(({ mock }) => mock.calls.length)).toEqual([3, 3]);
});
