import type { Timed } from '../../../operators/batch.js';
import type { Clock } from '../../clock.js';
import { printable } from '../../text/printable.js';
import type { Action } from '../action.js';
import type { Canary } from './canary/canary.js';
import type { Check } from './check.js';
import { type CheckRow, checkRow, missedRow } from './check-row.js';
import type { DnsTarget, HttpTarget, Target, TcpTarget } from './target.js';
import type { Verdict } from './verdict.js';

/** When a target is due. */
export interface CheckTick extends Timed {
  /** Its name. */
  readonly target: string;
}

/** A check for each kind of target. */
export interface Checks {
  readonly http: Check<HttpTarget>;
  readonly tcp: Check<TcpTarget>;
  readonly dns: Check<DnsTarget>;
}

export interface CheckActionOptions {
  /** What is checked now, by name; a reload exchanges it. */
  readonly targets: { get(name: string): Target | undefined };
  readonly checks: Checks;
  readonly clock: Clock;
  /** Told of what fails by a fault of ours. */
  readonly onWarning: (message: string) => void;
  /** Tells the failures of our own network from those of sites; without it all are those of sites. */
  readonly canary?: Canary | undefined;
  /** Where it runs, for its rows. Default: default. */
  readonly location?: string | undefined;
}

const WHY = {
  running: 'the check before it was still running',
  crash: 'Tidemark ended while it was out',
} as const;

const MOST_SAID = 20;

const internal = (error: unknown): Verdict => {
  const why = printable(error instanceof Error ? error.message : String(error), 200);
  const detail = `a defect of ours, please report it: ${why}`;
  return { class: 'internal', detail, timings: {} };
};

/** Checks a target by its kind. */
export const checkAny =
  ({ http, tcp, dns }: Checks): Check =>
  async (target, signal) => {
    switch (target.kind) {
      case 'http':
        return await http(target, signal);
      case 'tcp':
        return await tcp(target, signal);
      case 'dns':
        return await dns(target, signal);
    }
  };

/**
 * Checks what is due. A row has the time at which it was due, and `lag` says how much later it was begun. What our own network
 * is to blame for is class `unknown`, what was not performed class `missed`, and a defect of ours class `internal`, with a
 * warning.
 *
 * @example
 * ```ts
 * import { acting, type Checks, type CheckTick, checkAction, type Source, systemClock, type Target } from 'tidemark';
 *
 * export const checked = (ticks: Source<CheckTick>, targets: Map<string, Target>, checks: Checks) =>
 *   acting(ticks, checkAction({ targets, checks, clock: systemClock(), onWarning: console.warn }), { concurrency: 500 });
 * ```
 */
export const checkAction = (options: CheckActionOptions): Action<CheckTick, CheckRow> => {
  const { targets, clock, canary, onWarning, location } = options;
  const check = checkAny(options.checks);
  const said = new Set<string>();

  /** One of them meets many targets. */
  const sayInternal = ({ name }: Target, why: string): void => {
    if (said.size >= MOST_SAID || said.has(why)) return;
    said.add(why);
    onWarning(`A check of ${name} failed, and that is no fault of the site: ${why}.`);
  };

  const checked = async (target: Target, signal: AbortSignal): Promise<Verdict> => {
    const began = clock.now();
    const verdict = await check(target, signal).catch(internal);
    if (verdict.class === 'internal') sayInternal(target, verdict.detail ?? 'no detail');
    // What is given up looks like a network that is down.
    if (canary === undefined || signal.aborted) return verdict;
    if (!(await canary.isOurs(verdict, { began, ended: clock.now() }))) return verdict;
    const detail = `our own network is down (${verdict.class}: ${verdict.detail ?? 'no detail'})`;
    return { ...verdict, class: 'unknown', detail };
  };

  return {
    intent: 'none',
    keepsTime: true,
    key: ({ target }) => target,
    missed: (tick, why) => missedRow({ ...tick, location }, targets.get(tick.target), WHY[why]),
    perform: async (tick, { signal }) => {
      const target = targets.get(tick.target);
      if (target === undefined) return missedRow({ ...tick, location }, target, 'it is no target any more');
      const { time } = tick;
      const lag = Math.max(0, clock.now() - time);
      return checkRow(target, { time, lag, location }, await checked(target, signal));
    },
    close: async () => canary?.close(),
  };
};
