import { describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.js';
import { type Running, startTidemark, tidemark } from '../support/tidemark.js';
import { counting, lines, place } from './running.js';

const urlsOf = ({ stderr }: Running): readonly string[] =>
  [...stderr.matchAll(/listening at (http:\/\/[^\s"]+)/g)].map(([, url = '']) => url);

const namesAt = async (url: string): Promise<readonly string[]> => {
  const { pipelines } = (await (await fetch(`${url}/readyz`)).json()) as { readonly pipelines: object };
  return Object.keys(pipelines);
};

describe('TIDEMARK_LISTEN', () => {
  test('is where configs are that do not say, all at one, and the others where they say', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 5));
    config({ version: 1, pipelines: { a: counting(path('a.log')) } });
    const b = config({ version: 1, pipelines: { b: counting(path('a.log')) } }, 'b.json');
    const c = config(
      { version: 1, listen: '127.0.0.1:0', pipelines: { c: counting(path('a.log')) } },
      'c.json',
    );
    const running = start([b, c], { env: { TIDEMARK_LISTEN: '127.0.0.1:0' } });
    await running.until((now) => urlsOf(now).length === 2);
    const names = await Promise.all(urlsOf(running).map(namesAt));
    expect([...names].sort()).toEqual([['a', 'b'], ['c']]);
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  });

  test('yields to --listen, and shares the address of a config that says the same', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 5));
    const listen = `127.0.0.1:${await freePort()}`;
    config({ version: 1, listen, pipelines: { a: counting(path('a.log')) } });
    const b = config({ version: 1, pipelines: { b: counting(path('a.log')) } }, 'b.json');
    const running = start([b, '--listen', listen], { env: { TIDEMARK_LISTEN: 'nowhere' } });
    await running.until((now) => urlsOf(now).length === 1);
    expect(urlsOf(running)).toEqual([`http://${listen}`]);
    expect(await namesAt(`http://${listen}`)).toEqual(['a', 'b']);
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  });

  test('is where flow-log listens, and nothing else of it does', async () => {
    const running = startTidemark(['flow-log'], { env: { TIDEMARK_LISTEN: '127.0.0.1:0' } });
    await running.until(({ stderr }) => /\bready\b/.test(stderr));
    expect(new Set(running.stderr.match(/http:\/\/\S+:\d+/g)).size).toBe(1);
    expect(running.stderr).not.toContain(':3000');
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  });

  test('that is no address is a mistake, of those who would listen', async () => {
    const env = { TIDEMARK_LISTEN: 'nowhere' };
    const { code, stderr } = await tidemark(['run', 'samples/config/web.yaml'], { env });
    expect([code, stderr]).toEqual([2, expect.stringContaining('--listen: "nowhere" is no address')]);
    expect((await tidemark(['check', 'samples/config/web.yaml'], { env })).code).toBe(0);
  });
});
