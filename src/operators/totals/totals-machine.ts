import type { Batch, Timed } from '../batch.js';
import type { KeyedSaving, Machine, OperatorBalance } from '../operator.js';
import { type Rejected, rejectRow } from '../rejected.js';
import { TidemarkError } from '../tidemark-error.js';
import type { SavedPage } from './page-list.js';
import { type Reading, type TotalsFields, TotalsReader } from './totals-reader.js';
import { BLOCK, type TotalsShape, TotalsTable } from './totals-table.js';
import { type TotalsView, totalsView } from './totals-view.js';

/** The form of the pages. */
const LAYOUT = 2;

/** Keys of forgotten groups that a step gives back, and how many more for each of its rows. */
const RECLAIM = 4096;
const RECLAIM_PER_ROW = 4;

export interface TotalsMachineOptions extends TotalsFields {
  /** Milliseconds; Infinity: nothing is forgotten by itself. */
  readonly retain: number;
  readonly seed: number;
}

export interface TotalsState {
  readonly table: TotalsTable;
  watermark: number;
  counted: number;
  /** Rows that took a group out. */
  filtered: number;
  rejected: number;
}

/** All of a state but its pages. */
interface TotalsHead extends Omit<TotalsState, 'table'> {
  readonly layout: number;
  readonly seed: number;
  readonly currentText: number;
}

interface SavedTotals {
  readonly head: TotalsHead;
  readonly pages: readonly (readonly [key: string, value: unknown])[];
}

/** Names of pages begin with what they hold. */
const KINDS = { groups: 'g', slots: 's', records: 'r', texts: 't' } as const;

export class TotalsMachine<R extends Timed> implements Machine<R, never, TotalsState> {
  readonly #shape: TotalsShape;
  readonly #reader: TotalsReader;
  // Of the rows of a block: what they are, and the groups that they name.
  readonly #readings = new Array<Reading>(BLOCK).fill('add');
  readonly #groups = new Float64Array(BLOCK);
  /** Asked for with every request of a server; a view is as good as another of the same table. */
  readonly #views = new WeakMap<TotalsTable, TotalsView>();

  constructor(private readonly options: TotalsMachineOptions) {
    this.#shape = { texts: options.by.length, sums: options.sums.length };
    this.#reader = new TotalsReader(options);
  }

  init(): TotalsState {
    return this.#stateOf(new TotalsTable(this.#shape, this.options.seed));
  }

  step(state: TotalsState, batch: Batch<R>): Batch<never> {
    const rejected = this.#fold(state, batch.rows);
    const { watermark } = batch;
    // The end of the input is not the end of what it has come to. And only a watermark that moves forgets: so it makes
    // no difference how many batches come between two of its steps.
    if (watermark > state.watermark && watermark !== Infinity) {
      state.table.forgetBefore(watermark - this.options.retain);
    }
    state.watermark = Math.max(state.watermark, watermark);
    state.table.reclaim(RECLAIM);
    return {
      ...batch,
      rows: [],
      rejected: rejected.length > 0 ? [...batch.rejected, ...rejected] : batch.rejected,
    };
  }

  #fold(state: TotalsState, rows: readonly R[]): readonly Rejected[] {
    const rejected: Rejected[] = [];
    for (let from = 0; from < rows.length; from += BLOCK) {
      this.#foldBlock(state, rows, from, Math.min(from + BLOCK, rows.length), rejected);
    }
    return rejected;
  }

  #foldBlock(state: TotalsState, rows: readonly R[], from: number, to: number, rejected: Rejected[]): void {
    const { table } = state;
    const reader = this.#reader;
    const readings = this.#readings;
    const groups = this.#groups;
    const count = to - from;
    let added = 0;
    for (let i = 0; i < count; i++) {
      const reading = reader.read(rows[from + i] as R);
      readings[i] = reading;
      groups[i] = reader.group;
      if (reading === 'add') table.put(added++, reader);
    }
    table.seek(added);
    added = 0;
    for (let i = 0; i < count; i++) {
      const row = rows[from + i] as R;
      const reading = readings[i] as Reading;
      if (reading === 'add') {
        state.counted++;
        table.add(added++, groups[i] as number, row.time, state.counted);
      } else if (reading === 'forget') {
        state.filtered++;
        table.forget(groups[i] as number);
      } else {
        state.rejected++;
        rejected.push(rejectRow('malformed', row, reading.fault));
      }
    }
    // Faster than rows can make keys, so that forgotten ones never pile up.
    table.reclaim(RECLAIM_PER_ROW * count);
  }

  balance({ counted, filtered, rejected }: TotalsState): OperatorBalance {
    return { counted, filtered, rejected };
  }

  view({ table }: TotalsState): TotalsView {
    let view = this.#views.get(table);
    if (view === undefined) {
      view = totalsView(table);
      this.#views.set(table, view);
    }
    return view;
  }

  save(state: TotalsState): SavedTotals {
    const { table } = state;
    return {
      head: headOf(state),
      pages: [
        ...named(KINDS.groups, table.groups.all()),
        ...named(KINDS.slots, table.slots.all()),
        ...named(KINDS.records, table.texts.records.all()),
        ...named(KINDS.texts, table.texts.pages.all()),
      ],
    };
  }

  load(saved: unknown): TotalsState {
    const { head, pages } = saved as SavedTotals;
    return this.#restore(head, pages);
  }

  /** The values are the pages themselves: to be stored before the next step. */
  readonly keyed: KeyedSaving<TotalsState> = {
    head: headOf,
    delta: ({ table }) =>
      new Map([
        ...named(KINDS.groups, table.groups.changes()),
        ...named(KINDS.slots, table.slots.changes()),
        ...named(KINDS.records, table.texts.records.changes()),
        ...named(KINDS.texts, table.texts.pages.changes()),
      ]),
    load: (head, pages) => this.#restore(head as TotalsHead, [...pages]),
  };

  #restore(head: TotalsHead, pages: SavedTotals['pages']): TotalsState {
    const { layout, seed, currentText, ...counts } = head;
    if (layout !== LAYOUT) {
      throw new TidemarkError(
        'bad-state',
        `These totals were saved in form ${layout}, and this version knows form ${LAYOUT}. Go back to the version that saved them, or begin with a new state directory.`,
      );
    }
    const pagesOf = (kind: string): readonly SavedPage[] =>
      pages.flatMap(([name, bytes]) =>
        name.startsWith(kind) ? [[Number(name.slice(kind.length)), bytes as Uint8Array] as const] : [],
      );
    // The hashes that were saved are of the seed that was saved.
    const table = new TotalsTable(this.#shape, seed);
    table.load(
      {
        groups: pagesOf(KINDS.groups),
        slots: pagesOf(KINDS.slots),
        records: pagesOf(KINDS.records),
        texts: pagesOf(KINDS.texts),
      },
      currentText,
    );
    return { ...this.#stateOf(table), ...counts };
  }

  #stateOf(table: TotalsTable): TotalsState {
    return { table, watermark: -Infinity, counted: 0, filtered: 0, rejected: 0 };
  }
}

const headOf = ({ table, watermark, counted, filtered, rejected }: TotalsState): TotalsHead => ({
  layout: LAYOUT,
  seed: table.seed,
  currentText: table.texts.pages.current,
  watermark,
  counted,
  filtered,
  rejected,
});

function* named(
  kind: string,
  pages: Iterable<readonly [number: number, bytes: Uint8Array | undefined]>,
): Generator<readonly [key: string, value: unknown]> {
  for (const [number, bytes] of pages) yield [`${kind}${number}`, bytes];
}
