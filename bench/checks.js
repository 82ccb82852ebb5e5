import { cpus, loadavg } from 'node:os';
import { startChild } from './checks/children.js';
import { measureDatabase } from './checks/database.js';
import { compareLatency } from './checks/latency.js';
import { compareSaturation } from './checks/saturation.js';
import { measureSchedule, mixedTargets, plainTargets } from './checks/schedule.js';
import { decimal } from './table.js';

const TARGETS = 10_000;
const SECONDS = 5;

/** The web monitor: how fast it checks, how well it measures, and whether it keeps its schedule. */
export const measureChecks = async ({ tidemark, runs, minutes, parts, say }) => {
  const running = [];
  const started = async (name) => {
    const child = startChild(name);
    running.push(child);
    return { ...(await child.ready()), ask: child.ask };
  };
  console.log(
    `\nThe web monitor; ${cpus().length} × ${cpus()[0]?.model}, Node ${process.versions.node}, load ${decimal(loadavg()[0], 1)} at the start`,
  );
  try {
    const server = await started('server.js');
    const names = await started('names.js');
    const wants = (part) => parts === undefined || parts.includes(part);
    if (wants('saturation')) await compareSaturation({ server, runs, seconds: SECONDS, say });
    if (wants('latency')) await compareLatency({ server, seconds: 4 * SECONDS, say });
    const common = { tidemark, server, names, minutes, say };
    if (wants('mixed'))
      await measureSchedule({
        ...common,
        title: '10,000 targets a minute, different names, half of them over TLS, 1 % that never answer',
        urls: mixedTargets(server, TARGETS),
        every: '1m',
      });
    if (wants('plain'))
      await measureSchedule({
        ...common,
        title: '60,000 checks a minute over plain HTTP',
        urls: plainTargets(server, TARGETS),
        every: '10s',
      });
    if (wants('database')) await measureDatabase({ ...common, urls: mixedTargets(server, TARGETS) });
  } finally {
    for (const child of running) await child.stop();
  }
};
