import { join } from 'node:path';
import { buildPipeline } from '../config/compile/build-pipeline.js';
import type { ConfigPlan } from '../config/compile/plan-config.js';
import type { PipelinePlan } from '../config/compile/plan-pipeline.js';
import { builtParts } from '../config/parts/built-parts.js';
import { systemClock } from '../io/clock.js';
import { jsonLines } from '../io/sinks/json-lines.js';
import { stdout } from '../io/sinks/stdout.js';
import { oneLine } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import type { SettingWords } from '../pipelines/losses/needed-text.js';
import type { PipelineSpec } from '../pipelines/pipeline.js';
import { run } from '../pipelines/run.js';
import type { Runnable } from '../pipelines/supervisor.js';
import { PipelineWatch } from '../pipelines/watching/pipeline-watch.js';
import { wantsColours } from './colours.js';
import { delayText } from './delay-text.js';
import type { Log } from './log.js';
import { onceAMinute } from './once-a-minute.js';
import type { HostFlags } from './run-flags.js';
import type { Stores } from './stores.js';
import { version } from './version.js';

/** What the pipelines of one process share. */
export interface Surroundings {
  readonly flags: HostFlags;
  readonly log: Log;
  readonly stores: Stores;
  /** What is said of a pipeline that remembers nothing. */
  readonly forgetful: string | undefined;
  /** How its user writes settings; undefined: as a config does. */
  readonly words?: SettingWords | undefined;
  /** Told of the rows that come out of streams. */
  readonly onRows?: ((stream: string, rows: readonly unknown[]) => void) | undefined;
  /** Takes secrets out of what is said. */
  readonly redact: (text: string) => string;
  /** What takes over other settings, of each pipeline that runs. */
  readonly exchanges: Map<string, (settings: never) => void>;
  /** The last run of each pipeline, by name, as it is watched; runs add themselves. */
  readonly watches: Map<string, PipelineWatch>;
}

/** The names of the pipelines of a config that are to run. */
export const wantedOf = ({ pipelines }: ConfigPlan, { only }: HostFlags): readonly PipelinePlan[] =>
  pipelines.filter(({ name }) => only === undefined || only.includes(name));

/** What is to run of these configs. Throws a TidemarkError 'usage' where `--only` names a pipeline that there is not. */
export const runnablesOf = (plans: readonly ConfigPlan[], around: Surroundings): readonly Runnable[] => {
  const names = plans.flatMap(({ pipelines }) => pipelines.map(({ name }) => name));
  const unknown = around.flags.only?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TidemarkError(
      'usage',
      `--only: there is no pipeline "${unknown}"; there are ${names.join(', ')}.`,
    );
  }
  return plans.flatMap((config) =>
    wantedOf(config, around.flags).map((plan) => runnableOf(config, plan, around)),
  );
};

const runnableOf = (config: ConfigPlan, plan: PipelinePlan, around: Surroundings): Runnable => {
  const { name } = plan;
  const { flags, log, stores, watches, forgetful, exchanges } = around;
  const dry = flags.dryRun === true;
  const directory = dry ? undefined : config.settings.state;
  return {
    name,
    signature: config.signatures.get(name) ?? '',
    takeOver() {
      const [source] = plan.sources;
      if (source !== undefined) exchanges.get(name)?.(source.settings);
    },
    async start(signal, onStart) {
      const clock = systemClock();
      if (directory === undefined && !dry && forgetful !== undefined) log.info(forgetful, name);
      exchanges.delete(name);
      const context = {
        clock,
        warn: (message: string) => log.warn(oneLine(message), name),
        inform: (message: string) => log.info(oneLine(message), name),
        // On a terminal alone: in a log it would be noise.
        ...(process.stderr.isTTY && {
          progress: (message: string) => log.info(oneLine(message), name),
        }),
        words: around.words,
        json: flags.json === true,
        colours: wantsColours(process.stdout),
        version: version(),
        onExchange: (take: (settings: never) => void) => exchanges.set(name, take),
        remembers: directory !== undefined && flags.close !== true,
        dry,
        directory:
          directory === undefined ? undefined : join(directory, `journal-${encodeURIComponent(name)}`),
      };
      const instead = dry ? () => stdout({ format: jsonLines() }) : undefined;
      const spec: PipelineSpec = buildPipeline(plan, builtParts, context, undefined, instead);
      const watched = new PipelineWatch(spec.streams);
      watches.set(name, watched);
      const store = directory === undefined ? undefined : await stores.in(directory);
      const delay = flags.json === true ? undefined : delayText(plan, around.words);
      // Who sees something within a second does not wonder, nor does who is told of a failure.
      const seen = new AbortController();
      const sayDelay = (): void => {
        if (delay === undefined || seen.signal.aborted) return;
        void clock.sleep(1000, seen.signal).then(() => {
          if (!seen.signal.aborted && !signal.aborted) log.info(delay, name);
        });
      };
      return run(spec, {
        clock,
        signal,
        store,
        close: flags.close === true,
        ...(flags.checkpoint !== undefined && { checkpoint: flags.checkpoint }),
        drainTimeout: flags.drainTimeout,
        giveUpAfter: plan.settings.give_up_after,
        onRetry: onceAMinute(context.warn),
        onWarning: context.warn,
        redact: around.redact,
        reads: plan.reads,
        readAs: formatsOf(plan),
        ...(around.words !== undefined && { words: around.words }),
        onStart,
        onRead: sayDelay,
        watch: (stream, rows) => {
          // Each abort makes an error, needed or not, and this is told of every chunk.
          if (!seen.signal.aborted) seen.abort();
          watched.watch(stream, rows);
          around.onRows?.(stream.name, rows);
        },
      }).finally(() => seen.abort());
    },
  };
};

/** The names of the formats that the sources of a pipeline are told to read. */
const formatsOf = ({ sources }: PipelinePlan): readonly string[] => [
  ...new Set(
    sources.flatMap(({ part, settings }) => {
      const format = part.format?.(settings);
      if (typeof format === 'string') return format;
      return typeof format === 'object' && format !== null ? Object.keys(format) : [];
    }),
  ),
];
