import { BadConfig } from '../config/bad-config.js';
import { configPaths, loadConfigs } from '../config/load-configs.js';
import { parseOverride } from '../config/parse-override.js';
import { builtParts } from '../config/parts/built-parts.js';
import { Secrets } from '../config/secrets.js';
import { defectText } from '../io/text/defect-text.js';
import { oneLine } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { balanceText } from './balance-text.js';
import { wantsColours } from './colours.js';
import { Host } from './host.js';
import { keepSecret, log } from './log.js';
import { OneByOne } from './one-by-one.js';
import type { RunFlags } from './run-flags.js';

/** Runs the pipelines of configs side by side, until all have ended or a signal stops them. */
export async function runConfigs(given: readonly string[], flags: RunFlags): Promise<void> {
  // From the first moment on: a SIGHUP that nobody listens to would end the process.
  const hangups = new OneByOne(() => onHangup());
  process.on('SIGHUP', () => hangups.ask());
  const paths = configPaths(given);
  const secrets = new Secrets();
  const redact = (text: string): string => secrets.redact(text);
  keepSecret(redact);
  const load = () =>
    loadConfigs(paths, {
      parts: builtParts,
      environment: process.env,
      secrets,
      offline: false,
      overrides: (flags.set ?? []).map(parseOverride),
      colours: wantsColours(process.stderr),
    });
  const loaded = await load();
  if (loaded.errors > 0) throw new BadConfig(loaded.text, loaded.errors);
  if (loaded.text !== '') log.show(loaded.text);

  const host = new Host({
    flags,
    log,
    redact,
    forgetful: 'remembers nothing: a restart begins anew. Write state: DIR to go on from where it was.',
    failed: (name, error) => (isOutputClosed(error) ? log.info : log.error)(wordsOf(error), name),
    ended: (name, balance) =>
      log.info(`ended. ${balanceText(balance).replace('tidemark: ', '').trimEnd()}`, name),
  });
  const onHangup = async (): Promise<void> => {
    try {
      const next = await load();
      if (next.text !== '') log.show(next.text, next.errors > 0 ? 'error' : 'info');
      if (next.errors > 0) {
        const errors = `${next.errors} ${next.errors === 1 ? 'error' : 'errors'}`;
        log.error(`The config has ${errors}: going on with the old one.`);
        return;
      }
      await host.reload(next.plans);
      log.info('The config was read again.');
    } catch (error) {
      log.error(`${wordsOf(error)} Going on with the old config.`);
    }
  };

  try {
    await host.reload(loaded.plans);
    hangups.open();
    for (;;) {
      await host.idle();
      if (hangups.working === undefined) break;
      await hangups.working;
    }
  } finally {
    hangups.close();
    await host.close();
  }
  if (host.anyFailed) process.exitCode = 1;
}

const isOutputClosed = (error: unknown): boolean =>
  error instanceof TidemarkError && error.code === 'output-closed';

/** What to say of an error: a user's mistake in one line, a defect of ours with its stack. */
const wordsOf = (error: unknown): string =>
  error instanceof TidemarkError ? oneLine(error.message) : defectText(error);
