import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import type { Balance } from '../../src/pipelines/balance.js';
import type { RunView } from '../../src/pipelines/graph-view.js';
import { type Runnable, Supervisor, type SupervisorOptions } from '../../src/pipelines/supervisor.js';

const BALANCE: Balance = { lines: 1, rows: 1, held: 0, rejected: {}, streams: [], sinks: [] };
const VIEW: RunView = {
  balance: () => BALANCE,
  watermark: 0,
  caughtUp: true,
  view: () => undefined,
  hasCaughtUp: true,
  alerts: () => [],
  sinks: () => [],
};

/** A pipeline whose runs end when the test says so. */
const scriptedRunnable = (name: string, signature = '1') => {
  const runs: { readonly signal: AbortSignal; end(): void; fail(error?: unknown): void }[] = [];
  const runnable: Runnable = {
    name,
    signature,
    start: (signal, onStart) =>
      new Promise((resolve, reject) => {
        onStart(VIEW);
        runs.push({ signal, end: () => resolve(BALANCE), fail: reject });
      }),
  };
  /** The last run. */
  const run = () => {
    const last = runs.at(-1);
    if (last === undefined) throw new Error(`${name} was not started.`);
    return last;
  };
  return { runnable, runs, run };
};

/** A pipeline that ends as soon as it is told to. */
const obedient = (name: string, signature = '1') => {
  const scripted = scriptedRunnable(name, signature);
  const { start } = scripted.runnable;
  const runnable: Runnable = {
    ...scripted.runnable,
    start(signal, onStart) {
      const running = start(signal, onStart);
      signal.addEventListener('abort', () => scripted.run().end());
      return running;
    },
  };
  return { ...scripted, runnable };
};

const setUp = (onFailure: 'continue' | 'stop' = 'continue') => {
  const stop = new AbortController();
  const journal: string[] = [];
  const options: SupervisorOptions = {
    signal: stop.signal,
    onFailure: () => onFailure,
    failed: (name) => journal.push(`${name} failed`),
    ended: (name) => journal.push(`${name} ended`),
  };
  const supervisor = new Supervisor(options);
  const states = () => Object.fromEntries(supervisor.status().map(({ name, state }) => [name, state]));
  return { supervisor, stop, journal, states };
};

describe('a supervisor', () => {
  it('starts all pipelines and is idle when all have ended', async () => {
    const { supervisor, states, journal } = setUp();
    const [a, b] = [scriptedRunnable('a'), scriptedRunnable('b')];
    await supervisor.reload([a.runnable, b.runnable]);
    expect(states()).toEqual({ a: 'running', b: 'running' });
    let idle = false;
    const waiting = supervisor.idle().then(() => {
      idle = true;
    });
    a.run().end();
    await turn();
    expect(idle).toBe(false);
    b.run().end();
    await waiting;
    expect(states()).toEqual({ a: 'ended', b: 'ended' });
    expect(journal).toEqual(['a ended', 'b ended']);
    expect(supervisor.anyFailed).toBe(false);
  });

  it('is idle at once without pipelines', async () => {
    await setUp().supervisor.idle();
  });

  it('shows the view of a pipeline while it runs, and its balance afterwards', async () => {
    const { supervisor } = setUp();
    const a = scriptedRunnable('a');
    await supervisor.reload([a.runnable]);
    expect(supervisor.status()).toMatchObject([{ view: VIEW, balance: undefined }]);
    a.run().end();
    await supervisor.idle();
    expect(supervisor.status()).toMatchObject([{ view: undefined, balance: BALANCE }]);
  });

  it('keeps the balance and the error of a pipeline that failed', async () => {
    const { supervisor } = setUp();
    const a = scriptedRunnable('a');
    await supervisor.reload([a.runnable]);
    const error = new Error('gone');
    a.run().fail(error);
    await supervisor.idle();
    expect(supervisor.status()).toMatchObject([
      { state: 'failed', view: undefined, balance: BALANCE, error },
    ]);
  });

  it('lets the others go on when one fails', async () => {
    const { supervisor, states, journal } = setUp('continue');
    const [a, b] = [scriptedRunnable('a'), scriptedRunnable('b')];
    await supervisor.reload([a.runnable, b.runnable]);
    a.run().fail(new Error('gone'));
    await turn();
    expect(states()).toEqual({ a: 'failed', b: 'running' });
    expect(b.run().signal.aborted).toBe(false);
    expect(supervisor.anyFailed).toBe(true);
    b.run().end();
    await supervisor.idle();
    expect(journal).toEqual(['a failed', 'b ended']);
  });

  it('drains the others when one fails and that is what is wanted, and starts nothing any more', async () => {
    const { supervisor, states, journal } = setUp('stop');
    const [a, b, c] = [scriptedRunnable('a'), scriptedRunnable('b'), scriptedRunnable('c')];
    await supervisor.reload([a.runnable, b.runnable]);
    a.run().fail(new Error('gone'));
    await turn();
    expect(states()).toEqual({ a: 'failed', b: 'stopping' });
    expect(supervisor.stopping).toBe(true);
    await supervisor.reload([a.runnable, b.runnable, c.runnable]);
    expect(c.runs).toHaveLength(0);
    expect(a.runs).toHaveLength(1);
    b.run().end();
    await supervisor.idle();
    expect(journal).toEqual(['a failed', 'b ended']);
  });

  it('takes it for no failure that nobody reads the output any more', async () => {
    const { supervisor, states } = setUp();
    const a = scriptedRunnable('a');
    await supervisor.reload([a.runnable]);
    a.run().fail(new TidemarkError('output-closed', 'Gone.'));
    await supervisor.idle();
    expect(states()).toEqual({ a: 'failed' });
    expect(supervisor.anyFailed).toBe(false);
  });

  it('takes it for a failure when a pipeline cannot even be started', async () => {
    const { supervisor, states } = setUp();
    const broken: Runnable = {
      name: 'broken',
      signature: '1',
      start: () => {
        throw new Error('cannot be built');
      },
    };
    const b = obedient('b');
    await supervisor.reload([broken, b.runnable]);
    await turn();
    expect(states()).toEqual({ broken: 'failed', b: 'running' });
  });

  it('drains all when it is told to stop, and starts nothing afterwards', async () => {
    const { supervisor, stop, states } = setUp();
    const [a, b] = [obedient('a'), scriptedRunnable('b')];
    await supervisor.reload([a.runnable, b.runnable]);
    stop.abort();
    await turn();
    expect(states()).toEqual({ a: 'ended', b: 'stopping' });
    await supervisor.reload([obedient('c').runnable]);
    expect(states()).toEqual({ a: 'ended', b: 'stopping' });
    b.run().end();
    await supervisor.idle();
    expect(supervisor.anyFailed).toBe(false);
  });

  it('starts nothing when it was told to stop before', async () => {
    const stopped = new Supervisor({
      signal: AbortSignal.abort(),
      onFailure: () => 'continue',
      failed: () => undefined,
    });
    const a = obedient('a');
    await stopped.reload([a.runnable]);
    await stopped.idle();
    expect(a.runs).toHaveLength(0);
  });
});

describe('a reload', () => {
  it('does not touch what has not changed', async () => {
    const { supervisor } = setUp();
    const a = scriptedRunnable('a');
    await supervisor.reload([a.runnable]);
    const again = scriptedRunnable('a');
    await supervisor.reload([again.runnable]);
    expect(a.run().signal.aborted).toBe(false);
    expect(again.runs).toHaveLength(0);
  });

  it('lets one that runs on take over what it can, and one that has ended nothing', async () => {
    const { supervisor } = setUp();
    const [a, b] = [obedient('a'), obedient('b')];
    await supervisor.reload([a.runnable, b.runnable]);
    b.run().end();
    await turn();
    const taken: string[] = [];
    const again = ['a', 'b'].map((name) => ({
      ...obedient(name).runnable,
      takeOver: () => taken.push(name),
    }));
    await supervisor.reload(again);
    expect(taken).toEqual(['a']);
    expect(a.runs).toHaveLength(1);
  });

  it('starts what has changed only when the old one is drained', async () => {
    const { supervisor, states } = setUp();
    const [old, unchanged, changed] = [scriptedRunnable('a', '1'), obedient('b'), scriptedRunnable('a', '2')];
    await supervisor.reload([old.runnable, unchanged.runnable]);
    const reloading = supervisor.reload([changed.runnable, unchanged.runnable]);
    await turn();
    expect(old.run().signal.aborted).toBe(true);
    expect(states()).toEqual({ a: 'stopping', b: 'running' });
    expect(changed.runs).toHaveLength(0);
    old.run().end();
    await reloading;
    expect(changed.runs).toHaveLength(1);
    expect(unchanged.runs).toHaveLength(1);
    expect(states()).toEqual({ a: 'running', b: 'running' });
  });

  it('stops what is gone, and forgets it', async () => {
    const { supervisor, states } = setUp();
    const [a, b] = [obedient('a'), obedient('b')];
    await supervisor.reload([a.runnable, b.runnable]);
    await supervisor.reload([b.runnable]);
    expect(a.run().signal.aborted).toBe(true);
    expect(states()).toEqual({ b: 'running' });
  });

  it('starts again what has failed, and not what has ended', async () => {
    const { supervisor, states } = setUp();
    const [a, b] = [scriptedRunnable('a'), scriptedRunnable('b')];
    await supervisor.reload([a.runnable, b.runnable]);
    a.run().fail(new Error('gone'));
    b.run().end();
    await supervisor.idle();
    await supervisor.reload([a.runnable, b.runnable]);
    expect(states()).toEqual({ a: 'running', b: 'ended' });
    // What has failed once is still to be told at the end.
    expect(supervisor.anyFailed).toBe(true);
  });

  it('waits for the one before it, and the last one stands', async () => {
    const { supervisor, states } = setUp();
    const [first, second, third] = ['1', '2', '3'].map((signature) => scriptedRunnable('a', signature));
    if (first === undefined || second === undefined || third === undefined)
      throw new Error('There are three.');
    await supervisor.reload([first.runnable]);
    const reloads = [supervisor.reload([second.runnable]), supervisor.reload([third.runnable])];
    await turn();
    expect(second.runs).toHaveLength(0);
    first.run().end();
    await reloads[0];
    expect(second.runs).toHaveLength(1);
    await turn();
    expect(third.runs).toHaveLength(0);
    second.run().end();
    await reloads[1];
    expect(states()).toEqual({ a: 'running' });
    expect(third.runs).toHaveLength(1);
  });

  it('starts nothing when a stop comes while the old one drains', async () => {
    const { supervisor, stop, states } = setUp();
    const [old, changed] = [scriptedRunnable('a', '1'), scriptedRunnable('a', '2')];
    await supervisor.reload([old.runnable]);
    const reloading = supervisor.reload([changed.runnable]);
    await turn();
    stop.abort();
    old.run().end();
    await reloading;
    await supervisor.idle();
    expect(changed.runs).toHaveLength(0);
    expect(states()).toEqual({ a: 'ended' });
  });

  it('is waited for by whoever waits for idleness', async () => {
    const { supervisor } = setUp();
    const [old, changed] = [scriptedRunnable('a', '1'), scriptedRunnable('a', '2')];
    await supervisor.reload([old.runnable]);
    let idle = false;
    const waiting = supervisor.idle().then(() => {
      idle = true;
    });
    const reloading = supervisor.reload([changed.runnable]);
    old.run().end();
    await reloading;
    await turn();
    expect(idle).toBe(false);
    changed.run().end();
    await waiting;
  });
});
