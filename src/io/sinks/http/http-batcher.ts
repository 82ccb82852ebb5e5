import { createHash } from 'node:crypto';
import { isQuiet, isTransition } from '../../../operators/alert/alert-options.js';
import { jsonLines } from '../json-lines.js';
import type { Composed, Delivery, Emitted } from '../sink.js';

export interface HttpBatcherOptions {
  /** Milliseconds of event time that rows wait for others, at most. */
  readonly every: number;
  /** Rows in one request, at most. */
  readonly max: number;
  /** Whether transitions that only say where things stand are sent. */
  readonly initial: boolean;
  /** Makes the body of a delivery of rows, each written as one JSON object. */
  readonly write: (rows: readonly string[]) => unknown;
  /** Rows of different kinds do not go together; all are of one by default. */
  readonly kindOf?: ((row: string) => string) | undefined;
}

/** What the sink remembers between commits. */
interface HttpMemory {
  /** Rows that wait, each as its id and as it is written. */
  readonly waiting: readonly Waiting[];
  /** The watermark at which the first of them came. */
  readonly since: number;
}

interface Waiting {
  readonly id: string;
  readonly json: string;
}

const asJson = jsonLines();

/** Adds rows to those that wait, and makes deliveries of the batches that are full, or old enough. */
export function batchRows(
  rows: readonly Emitted[],
  saved: unknown,
  watermark: number,
  options: HttpBatcherOptions,
): Composed {
  const { every, max, initial } = options;
  // Only what was composed here is kept for it.
  const memory = saved as HttpMemory | undefined;
  const waiting = [...(memory?.waiting ?? [])];
  const wanted = initial ? rows : rows.filter(({ row }) => !(isTransition(row) && isQuiet(row)));
  for (const row of wanted) waiting.push({ id: row.id, json: asJson([row]).trimEnd() });
  const skipped = rows.length - wanted.length;
  const deliveries: Delivery[] = [];
  let since = memory === undefined || memory.waiting.length === 0 ? watermark : memory.since;
  let from = 0;
  for (; waiting.length - from >= max; from += max) {
    deliveries.push(...deliveriesOf(waiting.slice(from, from + max), options));
    // Fewer than `max` ever wait: what is left came with these rows.
    since = watermark;
  }
  const rest = waiting.slice(from);
  const due = watermark >= since + every || watermark === Number.POSITIVE_INFINITY;
  if (rest.length === 0 || !due) {
    return { deliveries, saved: { waiting: rest, since } satisfies HttpMemory, skipped };
  }
  deliveries.push(...deliveriesOf(rest, options));
  return { deliveries, saved: { waiting: [], since: watermark } satisfies HttpMemory, skipped };
}

/** One for each run of rows of a kind. */
const deliveriesOf = (
  rows: readonly Waiting[],
  { write, kindOf }: Pick<HttpBatcherOptions, 'write' | 'kindOf'>,
): readonly Delivery[] => {
  if (kindOf === undefined) return [deliveryOf(rows, write)];
  const kinds = rows.map(({ json }) => kindOf(json));
  const starts = [...kinds.keys()].filter((i) => i === 0 || kinds[i] !== kinds[i - 1]);
  return starts.map((start, i) => deliveryOf(rows.slice(start, starts[i + 1]), write));
};

const deliveryOf = (rows: readonly Waiting[], write: HttpBatcherOptions['write']): Delivery => ({
  id: createHash('sha256')
    .update(JSON.stringify(rows.map(({ id }) => id)))
    .digest('base64url'),
  body: write(rows.map(({ json }) => json)),
  rows: rows.length,
});
