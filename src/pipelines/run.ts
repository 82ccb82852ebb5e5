import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { systemClock } from '../io/clock.js';
import type { Timed } from '../operators/batch.js';
import type { Chunk } from '../operators/chunk.js';
import { NONE_REJECTED } from '../operators/rejected.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { toMilliseconds } from '../operators/time/duration.js';
import { limitsOf } from '../operators/time/event-time.js';
import { Acknowledger } from './acknowledger.js';
import type { Balance } from './balance.js';
import { CommitPace } from './commit-pace.js';
import { Committer } from './committer.js';
import { drainLimit } from './drain-limit.js';
import type { Watch } from './graph.js';
import { GraphView } from './graph-view.js';
import { hasChanged } from './has-changed.js';
import { Health } from './health/health.js';
import { LossWarnings } from './losses/loss-warnings.js';
import { CONFIG_WORDS } from './losses/needed-text.js';
import { meanwhile, type Occasion } from './meanwhile.js';
import { orAbandoned } from './or-abandoned.js';
import { DeliveryOutcomes } from './outbox/delivery-outcomes.js';
import { Outbox } from './outbox.js';
import { partsOfChunk } from './parts-of-chunk.js';
import type { PipelineSpec } from './pipeline.js';
import { Pulls } from './pulls.js';
import { restore } from './restore.js';
import type { RunOptions } from './run-options.js';
import { RunningBalance } from './running-balance.js';
import { SilentStreams } from './silence/silent-streams.js';
import { lostTexts } from './sinks/lost-texts.js';
import { PiecesInMemory } from './sinks/pieces-in-memory.js';
import { SkipWarnings } from './skip-warnings.js';

/** Rows that may wait for the next commit, whatever the time. */
const MOST_ROWS = 2_000;
/** Rows that are folded in one turn of the event loop: whoever asks meanwhile does not wait for a large chunk. */
const MOST_A_TURN = 10_000;

/**
 * Runs a pipeline until its input ends or the signal is aborted: read a chunk, fold it, commit, acknowledge the source;
 * sinks are told of what is committed. Without options to the end of its input, by the system's clock, and nothing is
 * remembered. Resolves with the balance of this run, when all is told or the drain has taken too long. Rejects with the
 * error of the source, of the store, or of a sink for good; what was committed is told by the next run.
 *
 * @example
 * ```ts
 * import { file, pipeline, run, stdout } from 'tidemark';
 *
 * const stop = new AbortController();
 * process.once('SIGINT', () => stop.abort());
 * const source = file({ path: 'app.log', follow: true });
 * const spec = pipeline('lines').from(source).stream('all', [], [stdout()]).spec();
 * // What it goes on after, such as an output that does not answer, is said here and nowhere else.
 * const onWarning = (message: string): void => console.error(message);
 * const balance = await run(spec, { signal: stop.signal, onWarning });
 * console.error(balance.rows, 'rows');
 * ```
 */
export async function run<T extends Timed>(spec: PipelineSpec<T>, given: RunOptions = {}): Promise<Balance> {
  const options = {
    ...given,
    clock: given.clock ?? systemClock(),
    signal: given.signal ?? new AbortController().signal,
  };
  const { clock, signal, store, random = Math.random, randomId = randomUUID } = options;
  const {
    onRetry = () => undefined,
    onWarning = () => undefined,
    redact = (text) => text,
    words = CONFIG_WORDS,
  } = options;
  const checkpoint = toMilliseconds(options.checkpoint ?? '1s');
  const runningBalance = new RunningBalance(limitsOf(spec.time), options.readAs);
  const silent = new SilentStreams(options.reads ?? [], onWarning);
  const watch: Watch = (stream, rows) => {
    silent.made(stream.name, rows);
    options.watch?.(stream, rows);
  };
  const { graph, saved, owned, places } = await restore(spec, runningBalance, { ...options, watch });
  const ended = new AbortController();
  const skipWarnings = new SkipWarnings(graph.skips(), onWarning);
  const { drained, over: abandoned } = drainLimit(options, ended.signal);
  const retrying = { clock, signal: drained, random, onRetry };

  const { deadLetters } = spec;
  const outcomes = new DeliveryOutcomes({
    ...{ runningBalance, clock, deadLetters, warn: onWarning },
    emit: (letter) => graph.emit('dead_letters', deadLetters, letter),
  });
  const pieces = new PiecesInMemory();
  const outbox = new Outbox(places, {
    ...{ ...retrying, outcomes, runningBalance, saved, owned, onChange: () => health?.changed() },
    giveUpAfter: options.giveUpAfter === undefined ? Infinity : toMilliseconds(options.giveUpAfter),
    piece: (sink, key) => (owned ?? pieces).piece(sink, key),
    redact,
  });
  const view = new GraphView(graph, outbox, () => committer.balance());
  const over = new AbortController();
  const source = spec.source.read({
    position: saved?.position,
    remembered: saved?.remembered ?? new Map(),
    stop: AbortSignal.any([signal, outbox.failed, over.signal]),
    abandon: drained,
    view,
  });
  const acknowledger = new Acknowledger(source, { ...retrying, redact });
  const health = !graph.watchesHealth
    ? undefined
    : new Health({
        ...{ clock, source: acknowledger, since: graph.healthTime },
        sinks: () => outbox.standing(),
        watermark: () => graph.watermark,
      });
  const committer = new Committer({
    spec,
    graph,
    runningBalance,
    places,
    outbox,
    owned,
    pieces,
    saved,
    source,
    acknowledger,
    randomId,
    retrying,
  });

  const losses = new LossWarnings({
    ...{ clock, words, signal: ended.signal, warn: onWarning },
    balance: () => committer.balance(),
    unread: () => runningBalance.unread(),
    leap: () => graph.leap,
  });
  runningBalance.onLoss = losses.noted;

  async function fold(chunk: Chunk<T>): Promise<void> {
    const parts = partsOfChunk(chunk, MOST_A_TURN);
    // Whoever reads the states in several turns is to see one moment.
    await view.unheld();
    view.isFolding = parts.length > 1;
    for (const [i, part] of parts.entries()) {
      if (i > 0) await turn();
      for (const _ of graph.fold(part)) {
        // A few lines with long gaps between them make a great many rows. What is told inside a chunk can only be
        // resumed after it, so this is for runs that nobody resumes.
        if (store === undefined && graph.waiting >= MOST_ROWS) await commit();
      }
    }
    view.isFolding = false;
  }

  const pace = new CommitPace(clock);
  let committedAt = clock.now();
  /** Something has changed since then. */
  let changed = false;

  async function commitOnly(): Promise<void> {
    changed = false;
    pace.begin();
    const begun = clock.now();
    await committer.commit();
    pace.end(begun);
    committedAt = clock.now();
  }

  async function commit(): Promise<void> {
    await commitOnly();
    await waitFor(outbox.room(drained));
  }

  /** Says how the source and the sinks stand. What comes of it is told at once, also while the source waits for a sink. */
  async function emitHealth(): Promise<void> {
    graph.foldHealth(health?.rows() ?? []);
    if (graph.waiting > 0) await commitOnly();
  }

  const occasions: readonly Occasion[] = [
    { moments: pace, act: commit },
    ...(health === undefined ? [] : [{ moments: health, act: emitHealth }]),
  ];
  const waitFor = <R>(waited: Promise<R>): Promise<R> => meanwhile(waited, occasions);

  /** Reads until the input ends, a stop is asked for, or the source fails: then answers with its error. */
  async function read(): Promise<{ readonly error: unknown } | undefined> {
    const pulls = new Pulls(source, drained);
    committedAt = clock.now();
    let awaited = false;
    let hasRead = false;
    let hasTold = store !== undefined;
    try {
      for (;;) {
        const chunk = await waitFor(pulls.next());
        if (chunk === undefined) break;
        if (!hasRead) options.onRead?.();
        hasRead = true;
        runningBalance.came(chunk);
        silent.came(chunk.rows);
        await fold(chunk);
        skipWarnings.look();
        silent.look();
        view.folded(chunk);
        committer.folded(chunk);
        changed ||= hasChanged(chunk);
        if (chunk.now !== undefined && !awaited && graph.awaitsFirst) {
          // Since when the first row is missed must outlive a restart.
          awaited = true;
          changed = true;
        }
        const { commitDue } = source;
        // What a source can give again by itself need not be committed at once; what is to be told must be.
        const worth =
          outbox.hasDone || committer.holding || (commitDue === false ? graph.waiting > 0 : changed);
        const due = commitDue === true || (worth && clock.now() - committedAt >= checkpoint);
        // Told at once: what has come of an input of which all has been looked at; and where a commit costs nothing the first
        // row, since somebody may be looking at a terminal.
        if ((chunk.now !== undefined || !hasTold) && graph.waiting > 0) pace.news();
        if (due || graph.waiting >= MOST_ROWS || pace.isDue) {
          hasTold ||= graph.waiting > 0;
          await commit();
        }
        outbox.check();
      }
    } finally {
      over.abort();
      await pulls.end();
    }
    return pulls.fault;
  }

  /** What is being done, as the one who has to wait for it would say. */
  let doing = 'its outputs are being looked at';

  async function live(): Promise<Balance> {
    await committer.prepare();
    outbox.start();
    doing = 'its input is being read';
    const fault = await read();
    outbox.check();
    // Being asked to stop, or unable to read on, is not the end of the input: windows stay open.
    if (fault === undefined && !signal.aborted && (store === undefined || options.close === true)) {
      await fold({ rows: [], rejected: NONE_REJECTED, ended: true });
      skipWarnings.look();
      if (health !== undefined) graph.foldHealth(health.rows(), true);
    }
    doing = 'its state is being committed';
    await committer.commit(store === undefined);
    await outbox.drained(drained);
    // What has been told must be remembered as told, or the next run would tell it again; dead letters come out here.
    while (outbox.hasDone || graph.waiting > 0) {
      await committer.commit();
      await outbox.drained(drained);
    }
    doing = 'its source is being told';
    await acknowledger.end();
    const balance = committer.balance(true);
    losses.end(balance);
    silent.look(true);
    if (fault !== undefined) throw fault.error;
    return balance;
  }

  /** A run that fails has no balance that anybody would print. Whoever closes the pipe has seen enough. */
  function sayLost(error?: unknown): void {
    if (error instanceof TidemarkError && error.code === 'output-closed') return;
    for (const text of lostTexts(committer.balance(true))) onWarning(text);
  }

  options.onStart?.(view);
  try {
    const balance = await orAbandoned(
      live().catch((error: unknown) => {
        sayLost(error);
        throw error;
      }),
      abandoned,
    );
    if (balance !== undefined) return balance;
    sayLost();
    throw new TidemarkError(
      'stuck',
      `It did not end within the drain limit: ${doing}, and that has not come to an end. What is committed is not lost.`,
    );
  } finally {
    health?.end();
    pace.stop();
    acknowledger.stop();
    if (source.close !== undefined)
      await orAbandoned(
        source.close().catch(() => undefined),
        abandoned,
      );
    outbox.abandon();
    // Whatever ended the run is the error to report, and every sink is closed.
    await orAbandoned(Promise.allSettled(places.map(({ sink }) => sink.close())), abandoned);
    ended.abort();
  }
}
