import { createServer } from 'node:http';

/** The reference: reads a body, parses it, answers. What was put to it last is what it answers a GET with. */
let kept = Buffer.alloc(0);

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': kept.length,
    });
    response.end(kept);
    return;
  }
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const body = Buffer.concat(pieces);
    if (request.method === 'PUT') kept = body;
    else JSON.parse(body);
    response.end();
  });
});

server.listen(0, '127.0.0.1', () =>
  process.stderr.write(`http://127.0.0.1:${server.address().port} ready\n`),
);
process.once('SIGTERM', () => process.exit());
