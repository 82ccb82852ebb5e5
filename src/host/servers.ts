import type { ConfigPlan } from '../config/compile/plan-config.js';
import { listenOf } from '../config/settings/config-settings.js';
import { isSameAddress } from '../io/http/address.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import type { Supervisor } from '../pipelines/supervisor.js';
import type { Listeners, Wanted } from './listeners.js';
import { type Surroundings, wantedOf } from './runnables.js';
import { version } from './version.js';

export interface ServersOptions {
  readonly around: Surroundings;
  readonly supervisor: Supervisor;
  readonly redact: (text: string) => string;
}

/** What configs say under `listen`, over the pipelines of each. */
export class Servers {
  #listeners: Listeners | undefined;

  constructor(private readonly options: ServersOptions) {}

  /** As `Listeners.exchange`. A dry run serves nothing: the address belongs to the run that is none. */
  async exchange(plans: readonly ConfigPlan[]): Promise<void> {
    const { flags } = this.options.around;
    const wanted = flags.dryRun === true ? [] : wantedAt(plans, this.options.around);
    if (wanted.length === 0 && this.#listeners === undefined) return;
    this.#listeners ??= await this.#begin();
    await this.#listeners.exchange(wanted);
  }

  async close(): Promise<void> {
    await this.#listeners?.close();
  }

  // Few configs listen: what that takes is loaded by those.
  async #begin(): Promise<Listeners> {
    const { around, supervisor, redact } = this.options;
    const { log, watches } = around;
    const [{ Listeners }, { watchRoutes }, { processMetrics }] = await Promise.all([
      import('./listeners.js'),
      import('../pipelines/watching/routes.js'),
      import('./process-metrics.js'),
    ]);
    const process = processMetrics();
    return new Listeners({
      routesFor: (names) =>
        watchRoutes({
          names,
          status: () => supervisor.status(),
          watchOf: (name) => watches.get(name),
          stopping: () => supervisor.stopping,
          wordsOf: (error) => redact(publicWordsOf(error)),
          now: () => Date.now(),
          version: version(),
          redact,
          process,
        }),
      onError: (error) => log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      warn: (message) => log.warn(message),
      inform: (message) => log.info(message),
    });
  }
}

const wantedAt = (plans: readonly ConfigPlan[], { flags }: Surroundings): readonly Wanted[] => {
  const wanted: Wanted[] = [];
  const silent: string[] = [];
  for (const [i, plan] of plans.entries()) {
    const listen = listenOf(plan.settings);
    const names = wantedOf(plan, flags).map(({ name }) => name);
    if (listen === undefined) silent.push(...names);
    // A file may hold several configs.
    else wanted.push({ id: `${plan.document.file} ${i}`, ...listen, names });
  }
  const { serveAt: address, access = {} } = flags;
  // Configs that do not say where share one server, also with the one that says the same address.
  const shared = address && wanted.find((one) => isSameAddress(one.address, address));
  const all =
    address === undefined || shared !== undefined
      ? wanted
      : [...wanted, { id: '--listen', address, access, names: silent }];
  return all
    .map((one) => (one === shared ? { ...one, names: [...one.names, ...silent] } : one))
    .filter(({ names }) => names.length > 0);
};

/** A stack is for whoever runs this, and not for whoever asks. */
const publicWordsOf = (error: unknown): string =>
  error instanceof TidemarkError ? error.message : "A defect of Tidemark's own; its log says more.";
