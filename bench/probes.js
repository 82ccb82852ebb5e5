import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { OwnPace } from '../dist/io/actions/check/own-pace.js';
import { randomPayload } from '../dist/io/actions/probe/payload.js';
import { probeAction } from '../dist/io/actions/probe/probe-action.js';
import { noTestLog } from '../dist/io/actions/probe/test-log.js';
import { forgetfulMemory } from '../dist/io/actions/upload/upload-memory.js';
import { systemClock } from '../dist/io/clock.js';
import { openListingStore } from '../dist/io/object-store/open-listing-store.js';
import { quantile } from './checks/figures.js';
import { table } from './table.js';

const SIZE = 64 * 1024;
const PAIRS = 2000;
const WARM = 200;
/** Milliseconds for which this process may be held up before a sample counts for neither: as the monitor's own `suspect`. */
const MOST = 10;

/** A request on a connection of its own, written at once, and its answer up to the last byte: nothing is faster. */
const raw = (port, head, body, bytes) =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const socket = createConnection(port, '127.0.0.1');
    socket.on('error', reject);
    socket.on('connect', () => {
      socket.write(head);
      if (body !== undefined) socket.write(body);
    });
    let seen = '';
    let end = -1;
    let length = 0;
    socket.on('data', (piece) => {
      length += piece.length;
      if (end < 0) {
        seen += piece.latin1Slice();
        const at = seen.indexOf('\r\n\r\n');
        if (at < 0) return;
        end = at + 4 + bytes;
      }
      if (length < end) return;
      resolve(performance.now() - began);
      socket.destroy();
    });
  });

const started = async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('probes/server.js', import.meta.url))], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const port = await new Promise((resolve, reject) => {
    child.stderr.on('data', (bytes) => resolve(Number(/:(\d+) ready/.exec(String(bytes))?.[1])));
    child.on('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
  return { child, port };
};

/** What the S3 monitor adds to the latency that it measures: its samples beside those of a raw socket, to and fro, of one server. */
export const compareProbes = async ({ say }) => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' });
  const { child, port } = await started();
  const store = await openListingStore({ bucket: 'bench', endpoint: `http://127.0.0.1:${port}` });
  try {
    const rows = [];
    for (const probe of ['upload', 'download']) {
      say(`${probe}: ${PAIRS} pairs`);
      const { ours, bare, left } = await pairs(probe, store, port);
      for (const part of [0.5, 0.9, 0.99]) {
        const [of, than] = [quantile(ours, part), quantile(bare, part)];
        rows.push([probe, `p${part * 100}`, than.toFixed(3), of.toFixed(3), (of - than).toFixed(3)]);
      }
      rows.push([probe, 'suspect', '', String(left), '']);
    }
    process.stdout.write(
      `${table(['probe', 'of 64 KiB', 'raw socket, ms', 'monitor, ms', 'more, ms'], rows)}\n` +
        `${PAIRS} pairs each, new connections, node ${process.version}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}\n`,
    );
  } finally {
    store.close();
    child.kill();
  }
};

const pairs = async (probe, store, port) => {
  const clock = systemClock();
  const pace = new OwnPace({ period: 5, slack: 2 });
  const target = { name: probe, label: probe, series: probe, probe, bucket: '', size: SIZE, timeout: 10_000 };
  const action = probeAction({
    ...{
      monitor: 'bench',
      targets: new Map([[probe, target]]),
      store,
      memory: forgetfulMemory,
      log: noTestLog,
    },
    ...{
      payload: randomPayload,
      connection: 'new',
      pace,
      most: MOST,
      clock,
      stop: new AbortController().signal,
    },
  });
  const body = randomBytes(SIZE);
  const head = (method, length) =>
    Buffer.from(
      `${method} /bench/raw HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: ${length}\r\n\r\n`,
    );
  await raw(port, head('PUT', SIZE), body, 0);
  const bareTest = () =>
    probe === 'upload' ? raw(port, head('PUT', SIZE), body, 0) : raw(port, head('GET', 0), undefined, SIZE);
  const [ours, bare] = [[], []];
  let left = 0;
  const own = async (i) => {
    const tick = { time: Math.floor(clock.now()), target: probe, test_id: `t${i}`, key: `t/${i}` };
    const row = await action.perform(tick, { signal: new AbortController().signal, again: false });
    await action.finish(tick, row);
    if (row.class !== 'ok') throw new Error(`${row.class}: ${row.detail}`);
    return row.suspect ? undefined : row.duration;
  };
  const other = async () => {
    const end = pace.begin();
    const took = await bareTest();
    return end() > MOST ? undefined : took;
  };
  for (let i = 0; i < PAIRS + WARM; i++) {
    const both = i % 2 === 0 ? [await own(i), await other()] : [await other(), await own(i)].reverse();
    if (i < WARM) continue;
    if (both.includes(undefined)) left++;
    else {
      ours.push(both[0]);
      bare.push(both[1]);
    }
  }
  return { ours, bare, left };
};
