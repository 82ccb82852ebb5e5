import type { RejectedReason } from '../operators/rejected.js';
import type {
  Balance,
  RejectedCounts,
  SinkBalance,
  SinkCounts,
  SkippedCounts,
  StreamBalance,
} from './balance.js';
import { addLosses } from './losses/loss.js';

/** The balance over the runs before and this one. A stream whose operators have changed begins anew. */
export function addBalances(before: Balance | undefined, now: Balance): Balance {
  if (before === undefined) return now;
  const losses = addLosses(before.losses, now.losses);
  return {
    lines:
      before.lines === undefined && now.lines === undefined
        ? undefined
        : (before.lines ?? 0) + (now.lines ?? 0),
    rows: before.rows + now.rows,
    held: now.held,
    rejected: addCounts(before.rejected, now.rejected),
    ...((before.skipped ?? now.skipped) !== undefined && {
      skipped: (before.skipped ?? 0) + (now.skipped ?? 0),
    }),
    streams: now.streams.map((stream) => {
      const old = before.streams.find(
        ({ name, signature }) => name === stream.name && signature === stream.signature,
      );
      return old === undefined ? stream : addStreams(old, stream);
    }),
    sinks: addSinks(before.sinks, now.sinks),
    ...(losses.length > 0 && { losses }),
  };
}

const addStreams = (a: StreamBalance, b: StreamBalance): StreamBalance => ({
  ...b,
  rows: a.rows + b.rows,
  counted: a.counted + b.counted,
  filtered: a.filtered + b.filtered,
  rejected: addCounts(a.rejected, b.rejected),
  emitted: a.emitted + b.emitted,
  ...addSkipped(a.skipped, b.skipped),
});

const addSkipped = (a: SkippedCounts = {}, b: SkippedCounts = {}): Pick<StreamBalance, 'skipped'> => {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  if (names.length === 0) return {};
  return { skipped: Object.fromEntries(names.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)])) };
};

function addSinks(before: readonly SinkBalance[], now: readonly SinkBalance[]): readonly SinkBalance[] {
  const sums = new Map(before.map((sink) => [sink.key, sink]));
  for (const sink of now) {
    const old = sums.get(sink.key);
    sums.set(sink.key, old === undefined ? sink : { ...sink, ...addSinkCounts(old, sink) });
  }
  return [...sums.values()];
}

const addSinkCounts = (a: SinkCounts, b: SinkCounts): SinkCounts => ({
  emitted: a.emitted + b.emitted,
  skipped: a.skipped + b.skipped,
  composed: a.composed + b.composed,
  stored: a.stored + b.stored,
  refused: a.refused + b.refused,
  dropped: a.dropped + b.dropped,
  dead: a.dead + b.dead,
});

function addCounts(a: RejectedCounts, b: RejectedCounts): RejectedCounts {
  const sum: RejectedCounts = { ...a };
  // The keys of counts are reasons.
  for (const reason of Object.keys(b) as RejectedReason[])
    sum[reason] = (sum[reason] ?? 0) + (b[reason] ?? 0);
  return sum;
}
