import { type FileShipperOptions, fileShipperConfig } from '../../config/ready-made/file-shipper.js';
import { log } from '../../host/log.js';
import { type ReadyMadeFlags, runReadyMade } from '../../host/run-ready-made.js';
import { oneLine } from '../../io/text/one-line.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { ShipSummary } from './ship-summary.js';
import { stateBeside } from './state-beside.js';

export type FileShipperFlags = Omit<FileShipperOptions, 'directory' | 'to' | 'json'> & ReadyMadeFlags;

const FAILED = 1;
const CONFLICT = 3;

const FORGETFUL =
  'remembers nothing: what has failed is forgotten by a restart. What is shipped is found in the bucket all the same. Give --state DIR.';

/** Ships as the flags say, until a signal stops it, or once; or prints its config. */
export async function runFileShipper(directory: string, to: string, flags: FileShipperFlags): Promise<void> {
  if (flags.keep === true && flags.move !== undefined)
    throw new TidemarkError('usage', '--keep and --move say both what becomes of a file. Give one of them.');
  if (flags.dryRun === true && flags.once !== true)
    throw new TidemarkError('usage', '--dry-run goes with --once: it says what would be shipped now.');
  const remembers = flags.printConfig !== true && flags.dryRun !== true;
  const state = flags.state ?? (remembers ? stateBeside(directory, process.env) : undefined);
  if (remembers && state !== undefined && state !== flags.state) log.info(oneLine(`remembers in ${state}`));
  const summary = new ShipSummary();
  await runReadyMade(fileShipperConfig({ ...flags, state, directory, to }), flags, {
    forgetful: FORGETFUL,
    balance: false,
    onRows: (_, rows) => {
      for (const row of rows) summary.note(row);
    },
  });
  if (flags.once !== true || flags.printConfig === true) return;
  log.show(summary.text());
  if (summary.failed > 0) process.exitCode = FAILED;
  else if (summary.conflicts > 0) process.exitCode = CONFLICT;
}
