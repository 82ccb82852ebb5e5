import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configText } from '../../config/ready-made/config-text.js';
import { log } from '../../host/log.js';
import { runReadyMade } from '../../host/run-ready-made.js';
import { stopSignal } from '../../host/stop-signal.js';
import { type Clock, systemClock } from '../../io/clock.js';
import { formatDuration } from '../../io/text/format-duration.js';
import { fileOutput } from '../../pipelines/access-log/generator/text-output.js';
import { writeAccessLog } from '../../pipelines/access-log/generator/write-access-log.js';
import { DEMO_FLAGS, demoConfig } from './demo-config.js';
import { BURST, demoLines, RATE } from './demo-traffic.js';

export interface DemoFlags {
  readonly for: number;
  readonly json?: true;
  readonly printConfig?: true;
}

const LOG = 'access.log';
const DRAIN = 5000;
/** Milliseconds for which it goes on watching after the last line: what is still open then stays open, as after any stop. */
const LAST_LOOK = 4000;

const PRINTED = `# What "tidemark demo" runs. It writes the log itself, as this would:
# tidemark generate access-log --rate ${RATE} --burst ${BURST} --for 36s --out ${LOG}
`;

const introduction = (path: string, duration: number): string =>
  `A made-up site writes its access log to ${path},
and this watches it, as would: tidemark access-log ${LOG} ${DEMO_FLAGS}
There are 4 requests a second, and from 8 s on for 12 s 40 more: the alert fires, and recovers when that is over.
It takes ${formatDuration(duration)}; Ctrl-C ends it sooner. Nothing of it is kept. The config that runs: tidemark demo --print-config

`;

/** Writes a log and watches it, until that is enough or a signal stops it. */
export async function runDemo(flags: DemoFlags): Promise<void> {
  if (flags.printConfig === true) {
    process.stdout.write(`${PRINTED}${configText(demoConfig(LOG, flags.json))}`);
    return;
  }
  // From the first moment on: nothing is left behind, whenever it is ended.
  const asked = stopSignal(DRAIN + 5000, 'SIGHUP');
  const directory = await mkdtemp(join(tmpdir(), 'tidemark-demo-'));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  // Also where a second signal ends the process at once.
  process.once('exit', remove);
  const path = join(directory, LOG);
  const [enough, writing] = [new AbortController(), new AbortController()];
  log.show(introduction(path, flags.for));
  const written = write(path, flags.for, systemClock(), writing.signal).finally(() => enough.abort());
  // It is looked at below, when the watching is over.
  written.catch(() => undefined);
  try {
    const stop = AbortSignal.any([asked, enough.signal]);
    await runReadyMade(demoConfig(path, flags.json), { drainTimeout: DRAIN }, { stop });
  } finally {
    writing.abort();
    await written.finally(remove);
    process.off('exit', remove);
  }
}

async function write(path: string, duration: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const output = await fileOutput(path, 'a');
  try {
    const start = Math.floor(clock.now());
    await writeAccessLog({ lines: demoLines(start, duration), output, signal, realTime: { clock, start } });
  } finally {
    await output.close();
  }
  await clock.sleep(LAST_LOOK, signal);
}
