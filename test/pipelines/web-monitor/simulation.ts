import { buildPipeline } from '../../../src/config/compile/build-pipeline.js';
import { builtParts } from '../../../src/config/parts/built-parts.js';
import type { ExpandedUrls } from '../../../src/config/parts/urls/expanded-urls.js';
import type { Check } from '../../../src/io/actions/check/check.js';
import type { Target } from '../../../src/io/actions/check/target.js';
import type { Verdict } from '../../../src/io/actions/check/verdict.js';
import type { Shares } from '../../../src/io/sources/schedule/shares.js';
import { TargetList } from '../../../src/io/sources/schedule/target-list.js';
import type { StateStore } from '../../../src/io/state/state-store.js';
import { run } from '../../../src/pipelines/run.js';
import { checkedTargets } from '../../../src/pipelines/web-monitor/checked-targets.js';
import { type VirtualClock, virtualClock } from '../../../src/testing/virtual-clock.js';
import { type Collector, collector, planOf, type Said } from '../../support/run-config.js';

export const START = Date.UTC(2026, 10, 30, 12);

export interface SimulationOptions {
  /** The settings under `source`, and below them other settings of the pipeline. */
  readonly source: string;
  readonly streams?: string;
  /** What a check of a target comes to that begins at a time, and how long it takes. */
  readonly answer: (target: Target, time: number) => Partial<Verdict> & { readonly takes?: number };
  readonly store?: StateStore;
  readonly sink?: Collector;
  readonly at?: number;
  readonly concurrency?: number;
  /** Where other monitors check the same, in the same time. */
  readonly shares?: Shares;
  readonly clock?: VirtualClock;
}

export const OK: Partial<Verdict> = { class: 'ok', status: 200, total: 50 };
export const FAILED: Partial<Verdict> = { class: 'status', status: 500, total: 50, detail: 'status 500' };

/** The web monitor in virtual time, with checks that a test answers. */
export const simulate = (options: SimulationOptions) => {
  const { source, streams = '', answer, store, sink = collector(), at = START, concurrency = 1000 } = options;
  const { shares } = options;
  const text = `version: 1\npipelines:\n  sites:\n    use: web-monitor\n    source: ${source}\n${streams}`;
  const [plan] = planOf(text).pipelines;
  if (plan === undefined) throw new Error('There is no pipeline.');
  const settings: ExpandedUrls = plan.sources[0]?.settings ?? {};
  const clock = options.clock ?? virtualClock(at);
  const list = new TargetList(settings.targets ?? []);
  const begun: { readonly time: number; readonly target: string }[] = [];
  const warnings: string[] = [];
  const check: Check = async (target, signal) => {
    const time = clock.now();
    begun.push({ time, target: target.name });
    const { takes = 50, ...verdict } = answer(target, time);
    await clock.sleep(takes, signal);
    return { class: 'ok', timings: {}, ...verdict };
  };
  const checks = { http: check, tcp: check, dns: check, close: () => undefined };
  const onWarning = (message: string): unknown => warnings.push(message);
  const rows = checkedTargets({ targets: list, checks, concurrency, clock, onWarning, shares });
  const context = {
    clock,
    warn: onWarning,
    inform: () => undefined,
    json: true,
    colours: false,
    remembers: store !== undefined,
  };
  const spec = buildPipeline(plan, builtParts, context, rows, () => sink);
  const stop = new AbortController();
  const done = run(spec, { clock, signal: stop.signal, onWarning, ...(store !== undefined && { store }) });
  done.catch(() => undefined);
  return {
    clock,
    sink,
    begun,
    warnings,
    targets: list,
    results: (): readonly Said[] => sink.of('results'),
    /** Transitions of an alert that are no word on how things stand at the start. */
    transitions: (stream: string, alert: string): readonly Said[] =>
      sink.of(stream).filter((row) => row.alert === alert && row.initial !== true),
    /** Ends in good order. */
    async stop() {
      stop.abort();
      let isOver = false;
      const over = (): void => {
        isOver = true;
      };
      done.then(over, over);
      while (!isOver) await clock.advance(100);
      return done;
    },
    /** Ends as kill -9 ends it: its time stands still from now on. Answers with what makes it let go when the test is over. */
    kill: () => () => {
      stop.abort();
      void clock.advance(60_000);
    },
  };
};
