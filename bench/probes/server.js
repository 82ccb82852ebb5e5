import { createServer } from 'node:http';

/** Says what S3 says to who puts, gets and deletes; everything in memory. In a process of its own. */
const objects = new Map();
let requests = 0;

const server = createServer((request, response) => {
  const usual = { 'x-amz-request-id': String(++requests), etag: '"0"' };
  const { method } = request;
  // The SDK says behind it what it asks for.
  const url = request.url.replace(/\?.*/, '');
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const object = objects.get(url);
    if (method === 'PUT') objects.set(url, Buffer.concat(pieces));
    if (method === 'DELETE') objects.delete(url);
    const isThere = method !== 'GET' && method !== 'HEAD' ? true : object !== undefined;
    const body = method === 'GET' && isThere ? object : '';
    response.writeHead(isThere ? (method === 'DELETE' ? 204 : 200) : 404, {
      ...usual,
      ...(method !== 'DELETE' && { 'content-length': body.length }),
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () =>
  process.stderr.write(`http://127.0.0.1:${server.address().port} ready\n`),
);
