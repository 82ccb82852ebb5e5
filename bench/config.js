import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measureInside, medians } from './measure.js';
import { decimal, table, whole } from './table.js';

/** What is compared; \`config-run.js\` knows how each is made. */
const CONTESTANTS = ['in code', 'use: access-log', 'with where'];

const CONFIG_RUN = fileURLToPath(new URL('config-run.js', import.meta.url));

/**
 * The access-log monitor as it is in code, and compiled from a config; then that config with a condition before its
 * streams. Each in a process of its own that measures the run alone, without start and compilation.
 */
export const compareConfigs = async ({ log, runs, prefix, cwd, say }) => {
  const results = new Map(CONTESTANTS.map((name) => [name, []]));
  // The first round brings the log into memory. Rounds go to and fro, so that nobody always runs after the same one.
  for (let round = 0; round <= runs; round++) {
    for (const name of round % 2 === 0 ? CONTESTANTS : CONTESTANTS.toReversed()) {
      say(`config, round ${round} of ${runs}: ${name}`);
      const command = [...prefix, process.execPath, CONFIG_RUN, name, log.path];
      const result = await measureInside(command, { cwd });
      if (round > 0) results.get(name).push(result);
    }
  }
  const { lines } = log;
  const [code, use, filtered] = CONTESTANTS.map((name) => ({ name, ...medians(results.get(name)) }));
  const line = ({ name, wall, cpu }, base) => [
    name,
    decimal(wall),
    decimal(cpu),
    whole(lines / wall),
    decimal(base.cpu / cpu),
  ];
  const where = prefix.length > 0 ? `pinned to core ${prefix.at(-1)}` : 'not pinned to a core';
  console.log(
    `\nThe access-log monitor from a config, ${whole(lines)} lines; medians of ${runs}, ${where}; ${cpus()[0]?.model}, Node ${process.versions.node}`,
  );
  console.log(
    table(
      ['', 'wall s', 'CPU s', 'lines/s', '× the one it builds on, CPU'],
      [line(code, code), line(use, code), line(filtered, use)],
    ),
  );
  const percent = (ratio) => `${decimal(ratio * 100, 0)} %`;
  console.log(
    `The config has ${percent(code.cpu / use.cpu)} of the throughput of the same in code (at least 90 % are wanted), and its condition costs ${percent(filtered.cpu / use.cpu - 1)} (less than 25 % are wanted).`,
  );
};
