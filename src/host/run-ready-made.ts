import { BadConfig } from '../config/bad-config.js';
import type { ConfigPlan } from '../config/compile/plan-config.js';
import { ConfigDocument } from '../config/document/config-document.js';
import { builtParts } from '../config/parts/built-parts.js';
import { planConfigs } from '../config/plan-configs.js';
import type { ConfigTree } from '../config/ready-made/config-tree.js';
import { Secrets } from '../config/secrets.js';
import { oneLine } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import type { SettingWords } from '../pipelines/losses/needed-text.js';
import { balanceText } from './balance-text.js';
import { Host } from './host.js';
import { keepSecret, type Log, log } from './log.js';
import { OneByOne } from './one-by-one.js';
import type { HostFlags } from './run-flags.js';

export interface ReadyMadeFlags extends HostFlags {
  readonly printConfig?: true;
}

export interface ReadyMadeOptions {
  /** What is said of a pipeline that remembers nothing. Default: nothing. */
  readonly forgetful?: string;
  /** How its user writes settings. Default: as a config does. */
  readonly words?: SettingWords;
  /** Told of the rows that come out of streams. */
  readonly onRows?: (stream: string, rows: readonly unknown[]) => void;
  /** Rows are looked at by whoever runs it, wherever they go. */
  readonly isWatched?: boolean;
  /** Whether SIGHUP reads again what its settings name. Default: it does not. */
  readonly reloads?: boolean;
  /** Told what runs from now on, where they were read again. */
  readonly onReload?: (plans: readonly ConfigPlan[]) => void;
  /** Whether the balance is printed at the end. Default: it is. */
  readonly balance?: boolean;
  /** Asks to stop. Default: the signals of the process do. */
  readonly stop?: AbortSignal;
}

/**
 * Runs the config that a command has made of its flags, as `runConfigs` runs a file, or prints it. What is said comes as
 * plain lines, and the balance at the end. Throws what the pipeline has failed with, and 'usage' for flags that make no
 * config.
 */
export async function runReadyMade(
  tree: ConfigTree,
  flags: ReadyMadeFlags,
  options: ReadyMadeOptions = {},
): Promise<void> {
  if (flags.printConfig === true) {
    // What few runs need is loaded by those.
    const { configText } = await import('../config/ready-made/config-text.js');
    process.stdout.write(configText(tree));
    return;
  }
  const { forgetful, stop, words, onRows, balance: hasBalance = true } = options;
  // From the first moment on: a SIGHUP that nobody listens to would end the process.
  const hangups = options.reloads === true ? new OneByOne(() => onHangup()) : undefined;
  if (hangups !== undefined) process.on('SIGHUP', () => hangups.ask());
  const secrets = new Secrets();
  const plans = planReadyMade(tree, secrets, options);
  keepSecret((text) => secrets.redact(text));
  let failure: { readonly error: unknown } | undefined;
  const host = new Host({
    flags,
    log: plainLog(log),
    redact: (text) => secrets.redact(text),
    stop,
    forgetful,
    words,
    onRows,
    ended: (_, balance) => {
      if (hasBalance) log.show(balanceText(balance));
    },
    failed: (_, error) => {
      failure ??= { error };
    },
  });
  const onHangup = async (): Promise<void> => {
    try {
      const next = planReadyMade(tree, secrets, options);
      await host.reload(next);
      options.onReload?.(next);
      log.info('All files were read again.');
    } catch (error) {
      const isBad = error instanceof BadConfig;
      if (isBad) log.show(error.text, 'error');
      const why = isBad ? '' : `${error instanceof Error ? error.message : String(error)} `;
      log.error(oneLine(`${why}Going on as before.`));
    }
  };
  try {
    await host.reload(plans);
    hangups?.open();
    await host.idle();
  } finally {
    hangups?.close();
    await host.close();
  }
  if (failure !== undefined) throw failure.error;
  if (host.anyFailed) process.exitCode = 1;
}

/**
 * The plans of a config that a command has made. Throws 'usage' for flags that make none, and BadConfig for a file that they
 * name.
 */
export const planReadyMade = (
  tree: ConfigTree,
  secrets: Secrets,
  { isWatched }: ReadyMadeOptions = {},
): readonly ConfigPlan[] => {
  const document = new ConfigDocument('the command line', '', tree, new Map());
  const { plans, errors, diagnostics, text } = planConfigs([{ document, diagnostics: [] }], {
    parts: builtParts,
    // What a command has of the environment stands in its config by name, so that nothing shows it.
    environment: { TIDEMARK_TOKEN: process.env.TIDEMARK_TOKEN },
    secrets,
    offline: false,
    ...(isWatched !== undefined && { isWatched }),
  });
  // A file has lines, which are shown.
  if (errors > 0 && diagnostics.some(({ place }) => place !== undefined)) throw new BadConfig(text, errors);
  const problems = diagnostics.map(
    ({ message, suggestion }) =>
      `${message}${suggestion === undefined ? '' : ` Perhaps this helps: ${suggestion}.`}`,
  );
  if (errors > 0) throw new TidemarkError('usage', problems.join(' '));
  for (const one of problems) log.warn(oneLine(one));
  return plans;
};

/** The same, without the name of the pipeline: there is one, and nobody has named it. */
const plainLog = (log: Log): Log => ({
  debug: (message) => log.debug(message),
  info: (message) => log.info(message),
  warn: (message) => log.warn(message),
  error: (message) => log.error(message),
  show: log.show,
});
