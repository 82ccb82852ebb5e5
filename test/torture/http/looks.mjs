import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * Asks `/healthz` again and again, from a thread of its own: whoever attacks is busy too, and would measure itself. Asked by its
 * parent to stop, answers with how long each look took in milliseconds, how much of that the server has worked, and how many were
 * not answered with 200. What it has worked is what it would have taken on a machine that does nothing else.
 */
const PATIENCE = 120_000;
const BETWEEN = 10;

/** Milliseconds for which the main thread of the server has worked so far. */
const worked = () => {
  const { pid } = workerData;
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
};

const times = [];
const works = [];
let failed = 0;
let isOver = false;

const look = () => {
  const begun = performance.now();
  const workedBefore = worked();
  const end = (status) => {
    times.push(performance.now() - begun);
    works.push(worked() - workedBefore);
    if (status !== 200) failed++;
    if (isOver) parentPort.postMessage({ times, works, failed });
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
