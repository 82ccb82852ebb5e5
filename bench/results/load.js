import { connect } from 'node:net';

const resultOf = (name, id) =>
  `{"time":"2026-11-29T10:00:00.123Z","monitor":"${name}","probe":"upload","test_id":"01JDXA5V5M3W5V${String(id).padStart(12, '0')}","status":"success","latency_ms":41.2,"error":null,"request_id":"4442587FB7D0A2F9"}`;

/**
 * Connections that send one result after the other, each another one, for so many seconds; answers with what came back. Where an answer
 * says that it is the last, as those of a usual gunicorn do, another connection is opened.
 */
export const load = async ({ port, connections, seconds, name }) => {
  const latencies = [];
  const statuses = {};
  let ids = 0;
  const begun = performance.now();
  const until = begun + seconds * 1000;

  /** Sends over one connection, until it is closed. */
  const converse = () =>
    new Promise((resolve, reject) => {
      let at = performance.now();
      let isWaiting = false;
      let isLast = false;
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const send = () => {
        const body = resultOf(name, ids++);
        isWaiting = true;
        socket.write(
          `POST /logs HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      };
      socket.on('data', (bytes) => {
        // Heads come whole; what comes behind one is of no interest.
        if (!isWaiting) return;
        isWaiting = false;
        const status = bytes.latin1Slice(9, 12);
        statuses[status] = (statuses[status] ?? 0) + 1;
        latencies.push(performance.now() - at);
        at = performance.now();
        isLast = at >= until || bytes.includes('\r\nConnection: close\r\n');
        if (at >= until) socket.destroy();
        else if (!isLast) send();
      });
      socket.on('connect', send).on('error', reject);
      socket.on('close', () =>
        isLast ? resolve() : reject(new Error('The server has closed a connection.')),
      );
    });

  const drive = async () => {
    while (performance.now() < until) await converse();
  };
  await Promise.all(Array.from({ length: connections }, drive));
  const sorted = Float64Array.from(latencies).sort();
  return {
    statuses,
    rate: sorted.length / ((performance.now() - begun) / 1000),
    p50: sorted[Math.floor(sorted.length * 0.5)],
    p99: sorted[Math.floor(sorted.length * 0.99)],
  };
};
