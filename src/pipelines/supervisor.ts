import type { Balance } from './balance.js';
import type { RunView } from './run.js';

/** A pipeline that can be started, perhaps again. */
export interface Runnable {
  readonly name: string;
  /** The same as long as nothing that concerns the pipeline has changed. */
  readonly signature: string;
  /** Runs until its input ends or the signal is aborted. Everything it opens it opens here. */
  start(signal: AbortSignal, onStart: (view: RunView) => void): Promise<Balance>;
}

export type PipelineState = 'running' | 'ended' | 'failed';

/** How one pipeline stands. */
export interface PipelineStatus {
  readonly name: string;
  readonly state: PipelineState;
  /** While it runs. */
  readonly view: RunView | undefined;
  /** Of its last run, when that has ended. */
  readonly balance: Balance | undefined;
  readonly error: unknown;
}

export interface SupervisorOptions {
  /** Aborting it drains all pipelines. */
  readonly signal: AbortSignal;
  /** What the other pipelines do when one fails for good. */
  readonly onFailure: 'continue' | 'stop';
  /** Told when a pipeline fails for good. */
  readonly failed: (name: string, error: unknown) => void;
  readonly ended?: (name: string, balance: Balance) => void;
}

interface Running {
  readonly runnable: Runnable;
  readonly stop: AbortController;
  done: Promise<void>;
  state: PipelineState;
  view: RunView | undefined;
  balance: Balance | undefined;
  error: unknown;
}

/** Runs many pipelines side by side in one process, and exchanges them while they run. */
export class Supervisor {
  readonly #running = new Map<string, Running>();
  #anyFailed = false;
  #reloading: Promise<void> = Promise.resolve();

  constructor(private readonly options: SupervisorOptions) {
    const { signal } = options;
    const stopAll = (): void => {
      for (const { stop } of this.#running.values()) stop.abort();
    };
    if (signal.aborted) stopAll();
    else signal.addEventListener('abort', stopAll, { once: true });
  }

  /** Whether any pipeline has ever failed for good. */
  get anyFailed(): boolean {
    return this.#anyFailed;
  }

  status(): readonly PipelineStatus[] {
    return [...this.#running.values()].map(({ runnable, state, view, balance, error }) => ({
      name: runnable.name,
      state,
      view,
      balance,
      error,
    }));
  }

  /**
   * Makes these the pipelines that run: what is new is started, what is gone or has changed is drained first, and what
   * has not changed is not touched. One reload waits for the one before it.
   */
  reload(runnables: readonly Runnable[]): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#exchange(runnables));
    return this.#reloading;
  }

  /** Resolves when no pipeline runs any more and no reload is under way. Never rejects. */
  async idle(): Promise<void> {
    for (;;) {
      await this.#reloading;
      const open = [...this.#running.values()].filter(({ state }) => state === 'running');
      if (open.length === 0) return;
      await Promise.race(open.map(({ done }) => done));
    }
  }

  async #exchange(runnables: readonly Runnable[]): Promise<void> {
    const wanted = new Map(runnables.map((runnable) => [runnable.name, runnable]));
    const leaving = [...this.#running.values()].filter(
      ({ runnable, state }) =>
        wanted.get(runnable.name)?.signature !== runnable.signature || state === 'failed',
    );
    for (const { stop } of leaving) stop.abort();
    await Promise.all(leaving.map(({ done }) => done));
    for (const { runnable } of leaving) this.#running.delete(runnable.name);
    if (this.options.signal.aborted) return;
    for (const runnable of runnables) if (!this.#running.has(runnable.name)) this.#start(runnable);
  }

  #start(runnable: Runnable): void {
    const running: Running = {
      runnable,
      stop: new AbortController(),
      done: Promise.resolve(),
      state: 'running',
      view: undefined,
      balance: undefined,
      error: undefined,
    };
    this.#running.set(runnable.name, running);
    running.done = this.#run(running);
  }

  async #run(running: Running): Promise<void> {
    const { runnable, stop } = running;
    try {
      running.balance = await runnable.start(stop.signal, (view) => {
        running.view = view;
      });
      running.state = 'ended';
      this.options.ended?.(runnable.name, running.balance);
    } catch (error) {
      running.state = 'failed';
      running.error = error;
      this.#anyFailed = true;
      this.options.failed(runnable.name, error);
      if (this.options.onFailure === 'stop') for (const other of this.#running.values()) other.stop.abort();
    }
  }
}
