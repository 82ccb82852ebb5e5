import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { decimal, mebibytes, whole } from '../table.js';
import { used } from './children.js';
import { quantile } from './figures.js';

/** Spread over 1 to 200 KiB. */
const bytesOf = (i) => 1024 + ((i * 7919) % (199 * 1024));

const hostOf = (i) => `n${i}.bench.example`;

/** Half of them over TLS, one in a hundred never answers. */
export const mixedTargets = (server, count) =>
  Array.from({ length: count }, (_, i) => {
    const scheme = i % 2 === 0 ? 'http' : 'https';
    return `${scheme}://${hostOf(i)}:${server[scheme]}${i % 100 === 7 ? '/stall' : `/s/${bytesOf(i)}`}`;
  });

export const plainTargets = (server, count) =>
  Array.from({ length: count }, (_, i) => `http://${hostOf(i)}:${server.http}/s/${1024 + (i % 4096)}`);

/** Runs the command over targets for a while, and says how late its checks were begun and what it took. */
export const measureSchedule = async ({ title, tidemark, server, names, urls, every, minutes, say }) => {
  const directory = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
  const results = join(directory, 'results.jsonl');
  try {
    writeFileSync(join(directory, 'ca.pem'), server.ca);
    writeFileSync(join(directory, 'targets.txt'), `${urls.join('\n')}\n`);
    writeFileSync(
      join(directory, 'tidemark.yaml'),
      JSON.stringify({
        version: 1,
        state: join(directory, 'state'),
        notify: [{ file: join(directory, 'alerts.jsonl') }],
        pipelines: {
          sites: {
            use: 'web-monitor',
            source: {
              from: join(directory, 'targets.txt'),
              every,
              timeout: '10s',
              ca: join(directory, 'ca.pem'),
              resolver: `127.0.0.1:${names.port}`,
            },
            streams: { results: { to: [{ file: results }] } },
          },
        },
      }),
    );
    say(`${title}: ${minutes} minutes`);
    const begun = performance.now();
    const child = spawn(process.execPath, [tidemark, 'run', join(directory, 'tidemark.yaml')], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-2000);
    });
    const ended = once(child, 'exit');
    const early = await Promise.race([
      ended,
      new Promise((resolve) => setTimeout(resolve, minutes * 60_000, undefined)),
    ]);
    if (early !== undefined) throw new Error(`${title}: the command ended with ${early}.\n${said}`);
    const memory = used(child.pid);
    const wall = (performance.now() - begun) / 1000;
    child.kill('SIGTERM');
    await ended;
    await report({ title, results, ...memory, wall });
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const report = async ({ title, results, cpu, peak, own, files, wall }) => {
  const lags = [];
  const classes = new Map();
  for await (const line of createInterface({ input: createReadStream(results) })) {
    const row = JSON.parse(line);
    if (row.class !== 'missed') lags.push(row.lag);
    classes.set(row.class, (classes.get(row.class) ?? 0) + 1);
  }
  const counts = [...classes].toSorted((a, b) => b[1] - a[1]).map(([name, n]) => `${name} ${whole(n)}`);
  console.log(
    `\n${title}, ${decimal(wall / 60, 1)} minutes: ${whole(lags.length)} checks (${counts.join(', ')}).`,
  );
  console.log(
    `  schedule lag p50 ${decimal(quantile(lags, 0.5), 1)} ms, p99 ${decimal(quantile(lags, 0.99), 1)} ms, worst ${decimal(quantile(lags, 1), 1)} ms (wanted: p99 under 100 ms)`,
  );
  console.log(
    `  peak memory ${mebibytes(peak)} (wanted: under 400 MiB), at the end ${mebibytes(own)} of its own and ${mebibytes(files)} of files (Node, the state); CPU ${decimal((100 * cpu) / wall, 1)} % of a core, ${decimal((1000 * cpu) / lags.length)} ms a check`,
  );
};
