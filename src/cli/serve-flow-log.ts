import { statSync } from 'node:fs';
import { join } from 'node:path';
import { balanceText } from '../host/balance-text.js';
import { log, warn } from '../host/log.js';
import { onceAMinute } from '../host/once-a-minute.js';
import { openStore } from '../host/open-store.js';
import { stopSignal } from '../host/stop-signal.js';
import { systemClock } from '../io/clock.js';
import type { Address } from '../io/http/address.js';
import { dataFile } from '../io/state/lmdb/environment.js';
import type { StateStore } from '../io/state/state-store.js';
import { formatSize } from '../io/text/format-size.js';
import { oneLine } from '../io/text/one-line.js';
import { flowLog } from '../pipelines/flow-log/flow-log.js';
import { flowSource } from '../pipelines/flow-log/flow-source.js';
import type { RetryOptions } from '../pipelines/retry.js';
import { run } from '../pipelines/run.js';

export interface FlowLogFlags {
  readonly listen: Address;
  readonly state?: string;
  readonly retain: number;
  readonly drainTimeout: number;
  readonly printConfig?: true;
}

/** Milliseconds between two words on how far the journal has been read again. */
const PROGRESS = 1000;

/** Runs the flow-log service as the flags say, until a signal stops it. */
export async function serveFlowLog(flags: FlowLogFlags): Promise<void> {
  if (flags.printConfig === true) {
    const { flowLogConfig } = await import('../config/ready-made/flow-log-config.js');
    process.stdout.write(flowLogConfig(flags));
    return;
  }
  const { state } = flags;
  const clock = systemClock();
  const signal = stopSignal(flags.drainTimeout + 5000);
  if (state === undefined)
    warn('remembers nothing: a restart begins anew. Give --state DIR to keep the sums.');
  const retrying = { clock, signal, random: Math.random, onRetry: onceAMinute(warn) };
  const store = state === undefined ? undefined : await storeIn(state, retrying);
  let saidAt = clock.now();
  const source = flowSource({
    address: flags.listen,
    // Where a config with a pipeline of this name has it too.
    directory: state === undefined ? undefined : join(state, 'journal-flow-log'),
    clock,
    inform: (message) => log.info(oneLine(message)),
    warn,
    onProgress(done, total) {
      if (clock.now() - saidAt < PROGRESS) return;
      saidAt = clock.now();
      log.info(`reading the journal again: ${done} of ${total} requests`);
    },
  });
  try {
    const balance = await run(flowLog({ source, retain: flags.retain }), {
      ...retrying,
      store,
      drainTimeout: flags.drainTimeout,
    });
    log.show(balanceText(balance));
  } finally {
    await store?.close();
  }
}

/** Bytes of a state that is read in a second or so. */
const LARGE = 200 * 1024 * 1024;

const storeIn = async (directory: string, retrying: RetryOptions): Promise<StateStore> => {
  const { size } = statSync(dataFile(directory), { throwIfNoEntry: false }) ?? { size: 0 };
  if (size < LARGE) return openStore(directory, retrying);
  log.info(`checking the sums in ${oneLine(directory)}: ${formatSize(size)}`);
  const store = await openStore(directory, retrying);
  log.info('loading the sums');
  return store;
};
