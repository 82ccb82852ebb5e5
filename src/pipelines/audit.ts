import type { FileAudit } from '../io/sources/file/audit/file-audit.js';
import { filesRead } from '../io/sources/files-read.js';
import type { Saved } from '../io/state/state-store.js';
import type { Balance, RejectedCounts, SinkBalance } from './balance.js';
import { lossTexts } from './losses/loss-texts.js';
import { CONFIG_WORDS } from './losses/needed-text.js';
import { savedBalance } from './saved-balance.js';
import { sinkText } from './sinks/sink-place.js';

/** What the state of one pipeline says of everything that ever came in. */
export interface Audit {
  readonly pipeline: string;
  /** Commits so far. */
  readonly sequence: number;
  readonly position: unknown;
  /** What was read of which file, where the source reads files. */
  readonly files: readonly FileAudit[];
  readonly balance: Balance;
  readonly sinks: readonly SinkBalance[];
  /** What does not add up, in words; empty where everything does. */
  readonly faults: readonly string[];
  /** What was turned away by more than accident, in words. */
  readonly warnings: readonly string[];
}

const total = (counts: RejectedCounts): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

/**
 * Checks the balance of a pipeline from its committed state; undefined where that has none.
 *
 * @example
 * ```ts
 * import { audit, diskStore } from 'tidemark';
 *
 * const store = await diskStore({ directory: '/var/lib/tidemark', readOnly: true });
 * for (const { pipeline } of await store.list()) {
 *   const saved = await store.load({ pipeline });
 *   console.log(pipeline, saved && audit(pipeline, saved)?.faults);
 * }
 * ```
 */
export function audit(pipeline: string, saved: Saved): Audit | undefined {
  const balance = savedBalance(saved);
  if (balance === undefined) return undefined;
  const { sinks } = balance;
  const faults: string[] = [];
  const check = (what: string, whole: number, parts: Readonly<Record<string, number>>): void => {
    const sum = Object.values(parts).reduce((a, b) => a + b, 0);
    if (whole === sum) return;
    const named = Object.entries(parts).map(([name, n]) => `${n} ${name}`);
    faults.push(`${what}: ${whole} is not ${named.join(' + ')} = ${sum}.`);
  };
  const { lines, rows, held, rejected, skipped, streams } = balance;
  if (lines !== undefined)
    check('lines', lines, {
      rows,
      held,
      rejected: total(rejected),
      ...(skipped !== undefined && { skipped }),
    });
  for (const { name, rows: came, counted, filtered, rejected: turned } of streams) {
    check(`rows of stream ${name}`, came, { counted, filtered, rejected: total(turned) });
  }
  for (const sink of sinks) {
    const what = `rows for ${sinkText(sink)}`;
    const { composed, stored, dead, refused, dropped, waiting } = sink;
    check(what, composed, { stored, dead, refused, dropped, waiting });
    if (sink.held < 0) faults.push(`${what}: ${-sink.held} more are in deliveries than were emitted.`);
  }
  for (const [key, waiting] of Object.entries(saved.waiting)) {
    if (sinks.some((sink) => sink.key === key)) continue;
    faults.push(`rows for ${key}: ${waiting.rows} wait, and the balance knows of no such sink.`);
  }
  const { sequence, position, remembered } = saved;
  const files = filesRead(position, remembered);
  const warnings = Array.from(lossTexts(balance, CONFIG_WORDS).values(), ({ text }) => text);
  return { pipeline, sequence, position, files, balance, sinks, faults, warnings };
}
