import { request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * Asks `/healthz` again and again, from a thread of its own: whoever attacks is busy too, and would measure itself. Asked by its
 * parent to stop, answers with how long each look took in milliseconds, and how many were not answered with 200.
 */
const PATIENCE = 120_000;
const BETWEEN = 10;

const times = [];
let failed = 0;
let isOver = false;

const look = () => {
  const begun = performance.now();
  const end = (status) => {
    times.push(performance.now() - begun);
    if (status !== 200) failed++;
    if (isOver) parentPort.postMessage({ times, failed });
    else setTimeout(look, BETWEEN);
  };
  const asking = request({ port: workerData.port, host: '127.0.0.1', path: '/healthz', agent: false });
  asking.on('response', (answer) => answer.resume().on('end', () => end(answer.statusCode)));
  asking.setTimeout(PATIENCE, () => asking.destroy(new Error('no answer')));
  asking.on('error', () => end(0)).end();
};

parentPort.once('message', () => {
  isOver = true;
});
look();
