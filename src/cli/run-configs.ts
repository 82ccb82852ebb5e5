import { systemClock } from '../io/clock.js';
import { jsonLines } from '../io/sinks/json-lines.js';
import { stdout } from '../io/sinks/stdout.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { buildPipeline } from '../pipelines/config/compile/build-pipeline.js';
import type { ConfigPlan } from '../pipelines/config/compile/plan-config.js';
import type { PipelinePlan } from '../pipelines/config/compile/plan-pipeline.js';
import { configPaths, loadConfigs } from '../pipelines/config/load-configs.js';
import { parseOverride } from '../pipelines/config/parse-override.js';
import { builtParts } from '../pipelines/config/parts/built-parts.js';
import { Secrets } from '../pipelines/config/secrets.js';
import { run } from '../pipelines/run.js';
import { type Runnable, Supervisor } from '../pipelines/supervisor.js';
import { BadConfig } from './bad-config.js';
import { balanceText } from './balance-text.js';
import { wantsColours } from './colours.js';
import { type Log, type LogLevel, stderrLog } from './log.js';
import { onceAMinute } from './once-a-minute.js';
import { stopSignal } from './stop-signal.js';
import { Stores } from './stores.js';

export interface RunFlags {
  readonly only?: readonly string[];
  readonly set?: readonly string[];
  readonly dryRun?: true;
  readonly json?: true;
  readonly logLevel: LogLevel;
  readonly drainTimeout: number;
}

/** Runs the pipelines of configs side by side, until all have ended or a signal stops them. */
export async function runConfigs(given: readonly string[], flags: RunFlags): Promise<void> {
  const paths = configPaths(given);
  const secrets = new Secrets();
  const redact = (text: string): string => secrets.redact(text);
  const log = stderrLog({ level: flags.logLevel, redact, readable: process.stderr.isTTY === true });
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
  if (loaded.text !== '') process.stderr.write(loaded.text);

  const stores = new Stores();
  // The runs keep to their limit by themselves; this one is for what hangs.
  const signal = stopSignal(flags.drainTimeout + 5000);
  const supervisor = new Supervisor({
    signal,
    onFailure: loaded.plans.some(({ settings }) => settings.on_failure === 'stop') ? 'stop' : 'continue',
    failed: (name, error) => log.error(wordsOf(error), name),
    ended: (name, balance) =>
      log.info(
        `ended. ${balanceText(balance)
          .replace(/^tidemark: /, '')
          .trimEnd()}`,
        name,
      ),
  });
  const reload = async (plans: readonly ConfigPlan[]): Promise<void> =>
    supervisor.reload(runnablesOf(plans, flags, log, stores));
  const onHangup = async (): Promise<void> => {
    try {
      const next = await load();
      if (next.text !== '') process.stderr.write(next.text);
      if (next.errors > 0) {
        log.error(`The config has ${next.errors} errors: going on with the old one.`);
        return;
      }
      await reload(next.plans);
      log.info('The config was read again.');
    } catch (error) {
      log.error(`${wordsOf(error)} Going on with the old config.`);
    }
  };
  process.on('SIGHUP', () => void onHangup());
  try {
    await reload(loaded.plans);
    await supervisor.idle();
  } finally {
    await stores.close();
  }
  if (supervisor.anyFailed) process.exitCode = 1;
}

const runnablesOf = (plans: readonly ConfigPlan[], flags: RunFlags, log: Log, stores: Stores): Runnable[] => {
  const wanted = flags.only;
  const all = plans.flatMap((config) => config.pipelines.map((plan) => [config, plan] as const));
  const unknown = wanted?.find((name) => !all.some(([, plan]) => plan.name === name));
  if (unknown !== undefined) {
    const names = all.map(([, { name }]) => name).join(', ');
    throw new TidemarkError('usage', `--only: there is no pipeline "${unknown}"; there are ${names}.`);
  }
  return all
    .filter(([, { name }]) => wanted === undefined || wanted.includes(name))
    .map(([config, plan]) => runnableOf(config, plan, flags, log, stores));
};

const runnableOf = (
  { settings, signatures }: ConfigPlan,
  plan: PipelinePlan,
  flags: RunFlags,
  log: Log,
  stores: Stores,
): Runnable => {
  const { name } = plan;
  const dry = flags.dryRun === true;
  const directory = dry ? undefined : settings.state;
  return {
    name,
    signature: signatures.get(name) ?? '',
    async start(signal, onStart) {
      const clock = systemClock();
      if (directory === undefined && !dry) {
        log.info(
          'remembers nothing: a restart begins anew. Write state: DIR to go on from where it was.',
          name,
        );
      }
      const context = {
        clock,
        warn: (message: string) => log.warn(message, name),
        inform: (message: string) => log.info(message, name),
        json: flags.json === true || process.stdout.isTTY !== true,
        colours: wantsColours(process.stdout),
        remembers: directory !== undefined,
      };
      const instead = dry ? () => stdout({ format: jsonLines() }) : undefined;
      const spec = buildPipeline(plan, builtParts, context, undefined, instead && (() => instead()));
      return run(spec, {
        clock,
        signal,
        store: directory === undefined ? undefined : await stores.in(directory),
        drainTimeout: flags.drainTimeout,
        giveUpAfter: plan.settings.give_up_after,
        onRetry: onceAMinute((message) => log.warn(message, name)),
        onStart,
      });
    },
  };
};

/** What to say of an error: a user's mistake in one line, a defect of ours with its stack. */
const wordsOf = (error: unknown): string => {
  if (error instanceof TidemarkError) return error.message;
  return `this is a defect of Tidemark's own; please report it.\n${error instanceof Error ? error.stack : String(error)}`;
};
