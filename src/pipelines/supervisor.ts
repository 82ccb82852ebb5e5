import { TidemarkError } from '../operators/tidemark-error.js';
import type { Balance } from './balance.js';
import type { RunView } from './graph-view.js';

/** A pipeline that can be started, perhaps again. */
export interface Runnable {
  readonly name: string;
  /** The same as long as nothing that concerns the pipeline has changed. */
  readonly signature: string;
  /** The pipeline of this name runs on, with the same signature: what it can take over of this one's settings it takes over. */
  takeOver?(): void;
  /** Runs until its input ends or the signal is aborted. Everything it opens it opens here. */
  start(signal: AbortSignal, onStart: (view: RunView) => void): Promise<Balance>;
}

/** Stopping: it still runs, and has been told to drain. */
export type PipelineState = 'running' | 'stopping' | 'ended' | 'failed';

/** How one pipeline stands. */
export interface PipelineStatus {
  readonly name: string;
  readonly state: PipelineState;
  /** While it runs. */
  readonly view: RunView | undefined;
  /** Of its last run, when that has ended or failed. */
  readonly balance: Balance | undefined;
  /** Why it failed. */
  readonly error: unknown;
}

export interface SupervisorOptions {
  /** Aborting it drains all pipelines. */
  readonly signal: AbortSignal;
  /** What the other pipelines do when this one fails for good. */
  readonly onFailure: (name: string) => 'continue' | 'stop';
  /** Told when a pipeline fails for good. */
  readonly failed: (name: string, error: unknown) => void;
  /** `stopped`: it was told to drain before its input ended. */
  readonly ended?: (name: string, balance: Balance, stopped: boolean) => void;
}

interface Running {
  runnable: Runnable;
  readonly stop: AbortController;
  done: Promise<void>;
  state: 'running' | 'ended' | 'failed';
  view: RunView | undefined;
  balance: Balance | undefined;
  error: unknown;
}

/** Runs many pipelines side by side in one process, and exchanges them while they run. */
export class Supervisor {
  readonly #running = new Map<string, Running>();
  #anyFailed = false;
  /** Set for good: nothing is started any more. */
  #stopping = false;
  #reloading: Promise<void> = Promise.resolve();

  constructor(private readonly options: SupervisorOptions) {
    const { signal } = options;
    if (signal.aborted) this.#stopAll();
    else signal.addEventListener('abort', () => this.#stopAll(), { once: true });
  }

  /** Whether any pipeline has ever failed for good. That nobody reads its output any more is no failure. */
  get anyFailed(): boolean {
    return this.#anyFailed;
  }

  /** Whether all pipelines have been told to drain, and none is started any more. */
  get stopping(): boolean {
    return this.#stopping;
  }

  status(): readonly PipelineStatus[] {
    return [...this.#running.values()].map(({ runnable, stop, state, view, balance, error }) => ({
      name: runnable.name,
      state: state === 'running' && stop.signal.aborted ? 'stopping' : state,
      view,
      balance,
      error,
    }));
  }

  /**
   * Makes these the pipelines that run: what is new is started, what is gone or has changed is drained first, and what
   * has not changed is not touched, unless it has failed: that is started again. One reload waits for the one before it.
   */
  reload(runnables: readonly Runnable[]): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#exchange(runnables));
    return this.#reloading;
  }

  /** Resolves when no pipeline runs any more and no reload is under way. Never rejects. */
  async idle(): Promise<void> {
    for (;;) {
      const reloading = this.#reloading;
      await reloading;
      const open = [...this.#running.values()].filter(({ state }) => state === 'running');
      if (open.length > 0) await Promise.race(open.map(({ done }) => done));
      else if (reloading === this.#reloading) return;
    }
  }

  #stopAll(): void {
    this.#stopping = true;
    for (const { stop } of this.#running.values()) stop.abort();
  }

  async #exchange(runnables: readonly Runnable[]): Promise<void> {
    // Whoever stops everything keeps the pipelines as they are: how they ended is still to be seen.
    if (this.#stopping) return;
    const wanted = new Map(runnables.map((runnable) => [runnable.name, runnable]));
    const leaving = [...this.#running.values()].filter(
      ({ runnable, state }) =>
        wanted.get(runnable.name)?.signature !== runnable.signature || state === 'failed',
    );
    for (const { stop } of leaving) stop.abort();
    await Promise.all(leaving.map(({ done }) => done));
    if (this.#stopping) return;
    for (const { runnable } of leaving) this.#running.delete(runnable.name);
    for (const runnable of runnables) {
      const running = this.#running.get(runnable.name);
      if (running === undefined) this.#start(runnable);
      else {
        running.runnable = runnable;
        if (running.state === 'running') runnable.takeOver?.();
      }
    }
  }

  #start(runnable: Runnable): void {
    // One that has just been started may fail at once, and take all others with it.
    if (this.#stopping) return;
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
    const { failed, ended, onFailure } = this.options;
    try {
      running.balance = await runnable.start(stop.signal, (view) => {
        running.view = view;
      });
      running.state = 'ended';
    } catch (error) {
      running.state = 'failed';
      running.error = error;
      running.balance = running.view?.balance();
    }
    // The view holds all states of the run.
    running.view = undefined;
    if (running.state === 'ended') {
      if (running.balance !== undefined) ended?.(runnable.name, running.balance, stop.signal.aborted);
      return;
    }
    this.#anyFailed ||= !isOutputClosed(running.error);
    failed(runnable.name, running.error);
    if (onFailure(runnable.name) === 'stop') this.#stopAll();
  }
}

/** Whoever closes the pipe has seen enough. */
const isOutputClosed = (error: unknown): boolean =>
  error instanceof TidemarkError && error.code === 'output-closed';
