// The store that is shipped to, in a process of its own: the emulator of the tests, which counts bytes and keeps none.
import { createJiti } from 'jiti';

const { S3Server } = await createJiti(import.meta.url).import('../../test/servers/s3.ts');
const { Bucket } = await createJiti(import.meta.url).import('../../test/servers/s3/bucket.ts');

const server = await new S3Server({}).start();
server.habits.keepsBytes = false;
/** When an object was there, in epoch milliseconds, by its key. */
let there = new Map();
const seen = server.seen.push.bind(server.seen);
server.seen.push = (one) => {
  let status;
  Object.defineProperty(one, 'status', {
    get: () => status,
    set: (value) => {
      status = value;
      if (one.kind === 'put' && value === 200) there.set(one.key, Date.now());
    },
  });
  return seen(one);
};
process.send({ endpoint: server.endpoint });
process.on('message', ({ task }) => {
  if (task === 'begin') {
    server.seen.length = 0;
    there = new Map();
    server.buckets.set('logs', new Bucket());
  }
  const kinds = {};
  for (const { kind, key } of server.seen) {
    if (!key.includes('.tidemark-probe')) kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  const bucket = server.bucket();
  let bytes = 0;
  for (const key of bucket.keys()) bytes += bucket.current(key).bytes;
  process.send({ kinds, objects: bucket.keys().length, bytes, there: task === 'there' ? [...there] : [] });
});
process.on('disconnect', () => process.exit());
