import { connect } from 'node:net';

/** Connections that send one result after the other, each another one, for so many seconds; answers with what came back. */
export const load = async ({ port, connections, seconds, name }) => {
  const latencies = [];
  const statuses = {};
  let sent = 0;
  const begun = performance.now();
  const until = begun + seconds * 1000;
  const drive = () =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let at = 0;
      let isOver = false;
      const send = () => {
        at = performance.now();
        if (at >= until) {
          isOver = true;
          socket.destroy();
          resolve();
          return;
        }
        const body = `{"time":"2026-11-29T10:00:00.123Z","monitor":"${name}","probe":"upload","test_id":"01JDXA5V5M3W5V${String(sent++).padStart(12, '0')}","status":"success","latency_ms":41.2,"error":null,"request_id":"4442587FB7D0A2F9"}`;
        socket.write(
          `POST /logs HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      };
      socket.on('data', (bytes) => {
        // Answers are short, and come whole.
        const status = bytes.latin1Slice(9, 12);
        latencies.push(performance.now() - at);
        statuses[status] = (statuses[status] ?? 0) + 1;
        send();
      });
      socket.on('connect', send).on('error', reject);
      socket.on('close', () => isOver || reject(new Error('The server has closed a connection.')));
    });
  await Promise.all(Array.from({ length: connections }, drive));
  const sorted = Float64Array.from(latencies).sort();
  return {
    statuses,
    rate: sorted.length / ((performance.now() - begun) / 1000),
    p50: sorted[Math.floor(sorted.length * 0.5)],
    p99: sorted[Math.floor(sorted.length * 0.99)],
  };
};
