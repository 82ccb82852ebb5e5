import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sourceStart } from 'tidemark';
import { sourceLaws } from 'tidemark/testing';
import { expect, onTestFinished, test } from 'vitest';
import { pages } from './pages.js';

const rows = [1, 2, 3, 4, 5].map((second) => ({ time: second * 1000 }));

/** A service with two rows a page; answers with the address of its first page. */
const serve = async (): Promise<string> => {
  const server = createServer((request, response) => {
    const at = Number(request.url?.slice(1));
    const next = at + 2 < rows.length ? `${address}/${at + 2}` : undefined;
    if (at < rows.length) response.end(JSON.stringify({ rows: rows.slice(at, at + 2), next }));
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return address;
};

for (const law of sourceLaws(async () => ({ source: pages(`${await serve()}/0`), rows }))) {
  test(law.name, () => law.check());
}

test('says which page cannot be read', async () => {
  const address = `${await serve()}/9`;
  const reading = pages(address).read(sourceStart())[Symbol.asyncIterator]().next();
  await expect(reading).rejects.toThrow(`${address} cannot be read: Error: it answers 404.`);
});
