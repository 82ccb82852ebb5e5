import { open } from 'node:fs/promises';
import { createServer } from 'node:http';

/** The reference: appends what has arrived to a file, has the disk keep it, and answers all of them. */
const file = await open(process.argv[2], 'a');
let waiting = [];
let isWriting = false;

const write = async () => {
  isWriting = true;
  while (waiting.length > 0) {
    const taken = waiting;
    waiting = [];
    await file.write(taken.map(({ line }) => line).join(''));
    await file.sync();
    for (const { response } of taken) response.end();
  }
  isWriting = false;
};

const server = createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const { time, monitor, probe, test_id, status, latency_ms } = JSON.parse(Buffer.concat(pieces));
    waiting.push({
      line: `${time} ${monitor} ${probe} ${test_id} ${status} ${latency_ms} ms\n`,
      response,
    });
    if (!isWriting) write();
  });
});

server.listen(0, '127.0.0.1', () =>
  process.stderr.write(`http://127.0.0.1:${server.address().port} ready\n`),
);
process.once('SIGTERM', () => process.exit());
