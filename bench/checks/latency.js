import { decimal, table, whole } from '../table.js';
import { startChild } from './children.js';
import { quantile } from './figures.js';

const RATE = 1000;
/** Milliseconds, in turn. */
const DELAYS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500];

/** What a check says that an answer took, against what the server knows: from its connection to its last byte. */
export const compareLatency = async ({ server, seconds, say }) => {
  const client = startChild('client.js');
  try {
    const base = `http://127.0.0.1:${server.http}`;
    const task = { base, delays: DELAYS, rate: RATE };
    say(`latency at ${RATE} checks a second`);
    await client.ask({ ...task, rate: 200, seconds: 2 });
    await server.ask();
    const { measured, delay } = await client.ask({ ...task, seconds });
    const truth = new Map((await server.ask()).truth);
    const errors = measured.map(([id, total]) => total - (truth.get(id) ?? Number.NaN));
    const sizes = errors.map(Math.abs);
    console.log(
      `\n${whole(measured.length)} checks at ${whole(RATE)}/s, delays of ${DELAYS.join(', ')} ms, measured against what the server knows:`,
    );
    console.log(
      table(
        ['', 'p50 ms', 'p99 ms', 'worst ms', 'wanted'],
        [
          [
            'error',
            decimal(quantile(sizes, 0.5)),
            decimal(quantile(sizes, 0.99)),
            decimal(Math.max(...sizes)),
            'p50 2, p99 20',
          ],
          ['event-loop delay of the client', decimal(delay.p50), decimal(delay.p99), '', ''],
        ],
      ),
    );
  } finally {
    await client.stop();
  }
};
