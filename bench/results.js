import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './measure.js';
import { load } from './results/load.js';
import { decimal, table, whole } from './table.js';

const CONNECTIONS = 64;
const SECONDS = 5;

const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url));

/** A server; resolves when it has said where it listens. */
const started = async (name, program, args, env = {}) => {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise((resolve, reject) => {
    child.stderr.on('data', (bytes) => {
      said += bytes;
      if (/\bready\b|Booting worker/.test(said)) resolve();
    });
    child.on('exit', (code) => reject(new Error(`${name} ended with ${code}.\n${said}`)));
  });
  return { name, child, port: Number(/http:\/\/[^/\s]*:(\d+)/.exec(said)[1]) };
};

/**
 * `tidemark logs-api` against a bare node:http server that appends, syncs and answers, and against a Flask app where `FLASK_BIN` names the
 * directory of a gunicorn: single results, durable, to and fro.
 */
export const compareResults = async ({ tidemark, directory, runs, say }) => {
  mkdirSync(directory, { recursive: true });
  // Not where temporary files are: that may be memory, which syncs for nothing.
  const scratch = mkdtempSync(join(directory, 'results-'));
  const servers = [];
  try {
    servers.push(
      await started('bare node:http', process.execPath, [
        fileOf('results/bare.js'),
        join(scratch, 'bare.txt'),
      ]),
      await started('tidemark logs-api', process.execPath, [
        ...[tidemark, 'logs-api', '--listen', '127.0.0.1:0', '--file', join(scratch, 'logs.txt')],
      ]),
    );
    const gunicorn = join(process.env.FLASK_BIN ?? '', 'gunicorn');
    if (process.env.FLASK_BIN !== undefined && existsSync(gunicorn)) {
      const app = ['-w', '2', '-b', '127.0.0.1:0', '--chdir', fileOf('peers'), 'flask_logs:app'];
      // As it is started by default, each answer ends its connection; with threads it does not.
      for (const [name, ...more] of [
        ['Flask, gunicorn'],
        ['Flask, gunicorn with threads', '-k', 'gthread', '--threads', '32'],
      ]) {
        servers.push(await started(name, gunicorn, [...more, ...app], { LOG: join(scratch, 'flask.txt') }));
      }
    } else say('Not measured: Flask. FLASK_BIN names the directory of a gunicorn whose Python has Flask.');
    const results = servers.map(() => []);
    for (let round = 0; round <= runs; round++) {
      const order = [...servers.keys()];
      for (const i of round % 2 === 0 ? order : order.reverse()) {
        const { name, port } = servers[i];
        const result = await load({ port, connections: CONNECTIONS, seconds: SECONDS, name: `r${round}` });
        const bad = Object.keys(result.statuses).filter((status) => status !== '200');
        if (bad.length > 0) throw new Error(`${name} has answered with ${bad.join(', ')}.`);
        // The first round is for the compilers.
        if (round > 0) results[i].push(result);
        say(`  ${name}: ${whole(result.rate)}/s`);
      }
    }
    const of = (i, what) => median(results[i].map((one) => one[what]));
    console.log(
      `\nThe logs API, ${CONNECTIONS} connections, single results, durable, medians of ${runs} times ${SECONDS} s to and fro; ${cpus().length} × ${cpus()[0]?.model}, load ${decimal(loadavg()[0], 1)} at the end`,
    );
    const rows = servers.map(({ name }, i) => [
      name,
      whole(of(i, 'rate')),
      decimal(of(i, 'rate') / of(0, 'rate')),
      decimal(of(i, 'p50'), 1),
      decimal(of(i, 'p99'), 1),
    ]);
    console.log(table(['', '/s', '× bare', 'p50 ms', 'p99 ms'], rows));
    console.log('Wanted: 0.5 × bare, and more than Flask.');
  } finally {
    for (const { child } of servers) {
      child.removeAllListeners('exit');
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(scratch, { recursive: true });
  }
};
