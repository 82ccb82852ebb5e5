import { connect } from 'node:net';
import { flowOf, HOURS, numbers } from './flows.js';

/**
 * The load generator: a process of its own. For each message of its parent, so many connections send one request after
 * the other for so many seconds; it answers with what came back.
 */
const requestOf = (method, path, body = '') =>
  Buffer.from(
    `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

const post = (records) => requestOf('POST', '/flows', JSON.stringify(records));

/** Requests to be sent in turn; `keys`: how many there are to choose from, `hour`: in this one. */
const requestsOf = ({ count, records, keys, path, hour }) => {
  if (path !== undefined) return [requestOf('GET', path)];
  const next = numbers(keys);
  const record = () => (hour === undefined ? flowOf(next()) : flowOf(next() * HOURS + hour));
  return Array.from({ length: count }, () => post(Array.from({ length: records }, record)));
};

const made = new Map();

const known = (what) => {
  const name = JSON.stringify(what);
  if (!made.has(name)) made.set(name, requestsOf(what));
  return made.get(name);
};

const END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Calls `onAnswer(status)` for each answer; there is never more than one under way. */
const answersOf = (socket, onAnswer) => {
  let head = Buffer.alloc(0);
  let status = 0;
  /** Bytes that are still to come; undefined: chunks. */
  let left = 0;
  let tail = Buffer.alloc(0);
  const take = (bytes) => {
    if (left === undefined) {
      tail = Buffer.concat([tail, bytes]).subarray(-LAST_CHUNK.length);
      if (!tail.equals(LAST_CHUNK)) return;
    } else {
      left -= bytes.length;
      if (left > 0) return;
    }
    const answered = status;
    status = 0;
    onAnswer(answered);
  };
  socket.on('data', (bytes) => {
    if (status !== 0) return take(bytes);
    const all = head.length === 0 ? bytes : Buffer.concat([head, bytes]);
    const end = all.indexOf(END);
    if (end < 0) {
      head = all;
      return;
    }
    head = Buffer.alloc(0);
    const text = all.latin1Slice(0, end);
    status = Number(text.slice(9, 12));
    const length = /content-length: (\d+)/i.exec(text)?.[1];
    left = length === undefined ? undefined : Number(length);
    tail = Buffer.alloc(0);
    take(all.subarray(end + END.length));
  });
};

const run = async ({ port, connections, seconds, what }) => {
  const requests = known(what);
  const latencies = [];
  const statuses = {};
  let sent = 0;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const until = begun + seconds * 1000;
  const drive = () =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let at = 0;
      const send = () => {
        at = performance.now();
        if (at >= until) {
          socket.destroy();
          resolve();
        } else socket.write(requests[sent++ % requests.length]);
      };
      answersOf(socket, (status) => {
        latencies.push(performance.now() - at);
        statuses[status] = (statuses[status] ?? 0) + 1;
        send();
      });
      socket.on('connect', send).on('error', reject);
      socket.on('close', () => reject(new Error('The server has closed a connection.')));
    });
  await Promise.all(Array.from({ length: connections }, drive));
  const wall = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const sorted = Float64Array.from(latencies).sort();
  return {
    wall,
    requests: sorted.length,
    statuses,
    p50: sorted[Math.floor(sorted.length * 0.5)],
    p99: sorted[Math.floor(sorted.length * 0.99)],
    worst: sorted.at(-1),
    cpu: (user + system) / 1e6,
  };
};

process.on('message', async (task) => {
  try {
    process.send(await run(task));
  } catch (error) {
    process.send({ error: error.message });
  }
});
