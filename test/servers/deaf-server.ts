import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';

/** Listens, and then does nothing at all any more. */
const CODE = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ ...workerData, backlog: 1, ipv6Only: true }, () => {
  parentPort.postMessage('');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** Connections that the system makes for a server with a queue of one before it drops what asks for another. */
const QUEUE = 2;

/** A place that leaves whoever wants to connect without an answer, as behind a firewall that drops, until the end of the test. */
export const deafServer = async (host: string, port: number): Promise<void> => {
  const worker = new Worker(CODE, { eval: true, workerData: { host, port } });
  onTestFinished(async () => {
    await worker.terminate();
  });
  await once(worker, 'message');
  // While it waits the queue fills up.
  for (let i = 0; i < QUEUE; i++) {
    const socket = connect({ host, port });
    onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, 'connect');
    socket.on('error', () => undefined);
  }
};
