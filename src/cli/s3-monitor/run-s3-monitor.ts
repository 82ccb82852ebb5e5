import { type S3MonitorOptions, s3MonitorConfig } from '../../config/ready-made/s3-monitor.js';
import { log } from '../../host/log.js';
import { type ReadyMadeFlags, runReadyMade } from '../../host/run-ready-made.js';
import { oneLine } from '../../io/text/one-line.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { isProbeRow, probeLine } from './probe-line.js';
import { stateHere } from './state-here.js';

export type S3MonitorFlags = Omit<S3MonitorOptions, 'bucket' | 'json'> & ReadyMadeFlags;

/** Some test has failed. */
const FAILED = 3;

const FORGETFUL =
  'remembers nothing: what a test has written stays in the bucket where this process is killed. Give --state DIR.';

/** Tests as the flags say, until a signal stops it, or once; or prints its config. */
export async function runS3Monitor(bucket: string, flags: S3MonitorFlags): Promise<void> {
  if (flags.once === true && flags.log === true)
    throw new TidemarkError(
      'usage',
      '--once ends, and a logs API in this process does not: give --log the address of one that runs.',
    );
  const remembers = flags.printConfig !== true && flags.once !== true;
  const state = flags.state ?? (remembers ? stateHere(process.env) : undefined);
  if (remembers && state !== undefined && state !== flags.state) log.info(oneLine(`remembers in ${state}`));
  let failed = false;
  await runReadyMade(s3MonitorConfig({ ...flags, state, bucket }, flags.printConfig !== true), flags, {
    ...(flags.once !== true && { forgetful: FORGETFUL }),
    balance: false,
    // The command itself shows what comes of each test.
    isWatched: true,
    onRows: (stream, rows) => {
      if (stream !== 'results') return;
      for (const row of rows) {
        if (!isProbeRow(row)) continue;
        failed ||= row.status === 'fail';
        if (flags.json !== true) process.stdout.write(probeLine(row));
      }
    },
  });
  if (flags.once === true && flags.printConfig !== true && failed) process.exitCode = FAILED;
}
