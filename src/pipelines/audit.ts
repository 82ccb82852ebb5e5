import type { Saved } from '../io/state/state-store.js';
import type { Balance, RejectedCounts, SinkBalance } from './balance.js';
import { BALANCE } from './committer.js';

export interface SinkAudit extends SinkBalance {
  /** Rows of committed deliveries that are not stored yet. */
  readonly waiting: number;
  /** Rows that the sink has not put into a delivery yet. */
  readonly held: number;
}

/** What the state of one pipeline says of everything that ever came in. */
export interface Audit {
  readonly pipeline: string;
  /** Commits so far. */
  readonly sequence: number;
  readonly position: unknown;
  readonly balance: Balance;
  readonly sinks: readonly SinkAudit[];
  /** What does not add up, in words; empty where everything does. */
  readonly faults: readonly string[];
}

const total = (counts: RejectedCounts): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

/** Checks the balance of a pipeline from its committed state; undefined where that has none. */
export function audit(pipeline: string, saved: Saved): Audit | undefined {
  // Only a committer saves under this name.
  const balance = saved.states[BALANCE] as Balance | undefined;
  if (balance === undefined) return undefined;
  const sinks = balance.sinks.map((sink) => ({
    ...sink,
    waiting: Object.hasOwn(saved.waiting, sink.name) ? (saved.waiting[sink.name]?.rows ?? 0) : 0,
    held: sink.emitted - sink.skipped - sink.composed,
  }));
  const faults: string[] = [];
  const check = (what: string, whole: number, parts: Readonly<Record<string, number>>): void => {
    const sum = Object.values(parts).reduce((a, b) => a + b, 0);
    if (whole === sum) return;
    const named = Object.entries(parts).map(([name, n]) => `${n} ${name}`);
    faults.push(`${what}: ${whole} is not ${named.join(' + ')} = ${sum}.`);
  };
  const { lines, rows, held, rejected, streams } = balance;
  if (lines !== undefined) check('lines', lines, { rows, held, rejected: total(rejected) });
  for (const { name, rows: came, counted, filtered, rejected: turned } of streams) {
    check(`rows of stream ${name}`, came, { counted, filtered, rejected: total(turned) });
  }
  for (const { name, composed, stored, dead, waiting, held: kept } of sinks) {
    check(`rows for ${name}`, composed, { stored, dead, waiting });
    if (kept < 0) faults.push(`rows for ${name}: ${-kept} more are in deliveries than were emitted.`);
  }
  return { pipeline, sequence: saved.sequence, position: saved.position, balance, sinks, faults };
}
