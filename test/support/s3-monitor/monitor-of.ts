import { buildPipeline } from '../../../src/config/compile/build-pipeline.js';
import { builtParts } from '../../../src/config/parts/built-parts.js';
import { type Clock, systemClock } from '../../../src/io/clock.js';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import { run } from '../../../src/pipelines/run.js';
import type { RunOptions } from '../../../src/pipelines/run-options.js';
import type { S3Server } from '../../servers/s3.js';
import { asIf } from '../object-store/store-at.js';
import { collector, planOf, type Said } from '../run-config.js';

/** A config with the monitor in it, that tests a bucket of a server once; more settings of its source stand on lines of their own. */
export const onceConfig = ({ endpoint }: S3Server, more = ''): string => `
version: 1
pipelines:
  canary:
    use: s3-monitor
    source:
      bucket: s3://logs/t
      once: true
      endpoint: ${endpoint}
      # What holds up the machine of a test says nothing.
      suspect: 1h
${more.replace(/^(?=.)/gm, '      ')}
`;

/** Runs a config with the monitor in it to its end; its results, and what was warned of. */
export const monitor = async (
  config: string,
  options: Pick<RunOptions, 'store' | 'signal' | 'drainTimeout'> = {},
  directory?: string,
): Promise<{ readonly results: readonly Said[]; readonly warnings: readonly string[] }> => {
  asIf({});
  const [plan] = planOf(config).pipelines;
  if (plan === undefined) throw new Error('there is no pipeline');
  // What it waits for behind a test is nothing that a test waits for.
  const { now, sleep } = systemClock();
  const clock: Clock = { now, sleep: (milliseconds, signal) => sleep(Math.min(milliseconds, 20), signal) };
  const sink = collector();
  const warnings: string[] = [];
  const context = {
    ...{ clock, json: true, colours: false, remembers: true, directory },
    warn: (message: string) => void warnings.push(message),
    inform: () => undefined,
  };
  await run(
    buildPipeline(plan, builtParts, context, undefined, () => sink),
    { clock, store: memoryStore(), ...options },
  );
  return { results: sink.of('results').filter((row) => 'test_id' in row), warnings };
};
