import type { ConfigPlan } from '../config/compile/plan-config.js';
import { systemClock } from '../io/clock.js';
import type { Balance } from '../pipelines/balance.js';
import type { SettingWords } from '../pipelines/losses/needed-text.js';
import { LOOK, readsNothing } from '../pipelines/losses/reads-nothing.js';
import { Supervisor } from '../pipelines/supervisor.js';
import type { Log } from './log.js';
import { onceAMinute } from './once-a-minute.js';
import type { HostFlags } from './run-flags.js';
import { runnablesOf, type Surroundings } from './runnables.js';
import { Servers } from './servers.js';
import { stopSignal } from './stop-signal.js';
import { Stores } from './stores.js';

export interface HostOptions {
  readonly flags: HostFlags;
  readonly log: Log;
  /** Takes secrets out of what is said. */
  readonly redact: (text: string) => string;
  /** Asks to stop. Default: the signals of the process do. */
  readonly stop?: AbortSignal | undefined;
  /** What is said of a pipeline that remembers nothing; undefined: nothing. */
  readonly forgetful: string | undefined;
  /** Told when a pipeline has come to its end. */
  readonly ended: (name: string, balance: Balance) => void;
  /** How its user writes settings. Default: as a config does. */
  readonly words?: SettingWords | undefined;
  /** Told of the rows that come out of streams. */
  readonly onRows?: ((stream: string, rows: readonly unknown[]) => void) | undefined;
  /** Told when a pipeline fails for good. */
  readonly failed: (name: string, error: unknown) => void;
}

/** A process that runs pipelines of configs side by side, until all have ended or a signal stops them. */
export class Host {
  readonly #around: Surroundings;
  readonly #supervisor: Supervisor;
  readonly #servers: Servers;
  #plans: readonly ConfigPlan[] = [];
  #readNothing = false;

  constructor({ flags, log, redact, stop, forgetful, words, ended, onRows, failed }: HostOptions) {
    // The runs keep to their limit by themselves; this one is for what hangs.
    const signal = stop ?? stopSignal(flags.drainTimeout + GRACE);
    const retrying = { clock: systemClock(), signal, random: Math.random, onRetry: onceAMinute(log.warn) };
    const stores = new Stores(retrying, log.info);
    this.#around = {
      flags,
      log,
      redact,
      stores,
      forgetful,
      words,
      onRows,
      watches: new Map(),
      exchanges: new Map(),
    };
    const onFailure = (name: string) => onFailureOf(this.#plans, name);
    this.#supervisor = new Supervisor({
      signal,
      onFailure,
      failed,
      ended: (name, balance, stopped) => {
        ended(name, balance);
        if (stopped || !readsNothing(balance)) return;
        this.#readNothing = true;
        log.error(`Nothing could be read: there was input, and none of it has become a row. ${LOOK}`, name);
      },
    });
    this.#servers = new Servers({ around: this.#around, supervisor: this.#supervisor, redact });
  }

  /**
   * Whether any pipeline has ever failed for good, or come to the end of its input and could read nothing of it. That nobody
   * reads its output any more is no failure.
   */
  get anyFailed(): boolean {
    return this.#supervisor.anyFailed || this.#readNothing;
  }

  /** Makes the pipelines of these configs those that run. Throws where they cannot be, and has changed nothing then. */
  async reload(next: readonly ConfigPlan[]): Promise<void> {
    const runnables = runnablesOf(next, this.#around);
    // What cannot be served refuses the config, before anything of it runs.
    await this.#servers.exchange(next);
    this.#plans = next;
    await this.#supervisor.reload(runnables);
    // While all are draining, those that were to leave may still write.
    if (this.#supervisor.stopping) return;
    await this.#around.stores.keep(next.flatMap(({ settings }) => settings.state ?? []));
  }

  /** Resolves when no pipeline runs any more and no reload is under way. Never rejects. */
  idle(): Promise<void> {
    return this.#supervisor.idle();
  }

  async close(): Promise<void> {
    await this.#servers.close();
    await this.#around.stores.close();
  }
}

/** What the runs themselves have given up is given up by now. */
const GRACE = 2000;

/** What the config of a pipeline wants of the others when it fails. */
const onFailureOf = (plans: readonly ConfigPlan[], name: string): 'continue' | 'stop' =>
  plans.find(({ pipelines }) => pipelines.some((one) => one.name === name))?.settings.on_failure ??
  'continue';
