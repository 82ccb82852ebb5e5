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
  /** Variables of the environment that its settings may ask for. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
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
  { forgetful, stop, words, onRows, environment, balance: hasBalance = true }: ReadyMadeOptions = {},
): Promise<void> {
  if (flags.printConfig === true) {
    // What few runs need is loaded by those.
    const { configText } = await import('../config/ready-made/config-text.js');
    process.stdout.write(configText(tree));
    return;
  }
  const secrets = new Secrets();
  const document = new ConfigDocument('the command line', '', tree, new Map());
  const { plans, errors, diagnostics } = planConfigs([{ document, diagnostics: [] }], {
    parts: builtParts,
    // What a command has of the environment stands in its config by name, so that nothing shows it.
    environment: { TIDEMARK_TOKEN: process.env.TIDEMARK_TOKEN, ...environment },
    secrets,
    offline: false,
  });
  const problems = diagnostics.map(
    ({ message, suggestion }) =>
      `${message}${suggestion === undefined ? '' : ` Perhaps this helps: ${suggestion}.`}`,
  );
  if (errors > 0) throw new TidemarkError('usage', problems.join(' '));
  keepSecret((text) => secrets.redact(text));
  for (const one of problems) log.warn(oneLine(one));
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
  try {
    await host.reload(plans);
    await host.idle();
  } finally {
    await host.close();
  }
  if (failure !== undefined) throw failure.error;
  if (host.anyFailed) process.exitCode = 1;
}

/** The same, without the name of the pipeline: there is one, and nobody has named it. */
const plainLog = (log: Log): Log => ({
  debug: (message) => log.debug(message),
  info: (message) => log.info(message),
  warn: (message) => log.warn(message),
  error: (message) => log.error(message),
  show: log.show,
});
