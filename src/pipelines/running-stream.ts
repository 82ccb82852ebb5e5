import type { Observable } from 'rxjs';
import type { Sink } from '../io/sinks/sink.js';
import type { Saved } from '../io/state/state-store.js';
import type { AlertKey } from '../operators/alert/alert-key.js';
import { AlertMachine } from '../operators/alert/alert-machine.js';
import type { AlertMachineState } from '../operators/alert/alert-state.js';
import type { Batch, Timed } from '../operators/batch.js';
import { chainBalance, unshownOf } from '../operators/compose.js';
import { type Holder, liftMachine, type Machine, type OperatorBalance } from '../operators/operator.js';
import type { NamedSkips } from '../operators/skips.js';
import type { SkippedCounts } from './balance.js';
import type { StreamSpec } from './pipeline.js';
import { stateName, streamSignature } from './state-name.js';

/** What of a commit the states come back from. */
export type SavedStates = Pick<Saved, 'states' | 'keyed'>;

/** How an alert stands between two batches. */
export interface AlertStanding {
  /** The name that the rows of its stream go out under. */
  readonly stream: string;
  readonly alert: string;
  /** All its keys, as they are in the running state: to be read at once and not kept. */
  readonly keys: Iterable<AlertKey>;
}

interface Link {
  /** Name of its state. */
  readonly name: string;
  readonly machine: Machine<unknown, unknown, unknown>;
  readonly holder: Holder<unknown>;
}

/** A stream with the states of its operators, where they can be saved between two chunks. */
export class RunningStream {
  readonly name: string;
  readonly from: StreamSpec['from'];
  /** The name that its rows go out under. */
  readonly as: string;
  readonly sinks: readonly Sink[];
  readonly signature: string;
  readonly #links: readonly Link[];
  /** What the runs before this one had counted: it is in the saved states. */
  readonly #before: OperatorBalance | undefined;
  /** What its operators pass over, with what they had passed over before this run. */
  readonly #skips: readonly (NamedSkips & { readonly before: number })[];

  constructor(spec: StreamSpec, saved: SavedStates | undefined) {
    this.name = spec.name;
    this.from = spec.from;
    this.as = spec.as ?? spec.name;
    this.sinks = spec.sinks;
    this.signature = streamSignature(spec);
    this.#links = spec.operators.map((operator, place) => {
      const name = stateName(spec.name, place, operator);
      // The rows of one operator are those that the one before it makes: the builder has seen to that.
      const machine = operator.machine as Machine<unknown, unknown, unknown>;
      const from = savedName(name, this.as, operator, saved);
      return { name, machine, holder: { state: restored(machine, from, saved) } };
    });
    this.#before = this.#counted();
    this.#skips = spec.operators.flatMap(({ skips = [] }) =>
      skips.map((named) => ({ ...named, before: named.skips.count })),
    );
  }

  /** The stream's operators over a flow of batches. */
  lift(batches: Observable<Batch<unknown>>): Observable<Batch<unknown>> {
    return this.#links.reduce(
      (flow, { machine, holder }) => flow.pipe(liftMachine(machine, holder)),
      batches,
    );
  }

  /** Adds the states to those of a commit. */
  save(states: Record<string, unknown>, keyed: Record<string, ReadonlyMap<string, unknown>>): void {
    for (const { name, machine, holder } of this.#links) {
      if (machine.keyed !== undefined) {
        states[name] = machine.keyed.head(holder.state);
        keyed[name] = machine.keyed.delta(holder.state);
      } else {
        states[name] = machine.save === undefined ? holder.state : machine.save(holder.state);
      }
    }
  }

  /** What became of the rows of this run; undefined where no operator counts. */
  balance(): OperatorBalance | undefined {
    const now = this.#counted();
    const before = this.#before;
    if (now === undefined || before === undefined) return now;
    return {
      counted: now.counted - before.counted,
      filtered: now.filtered - before.filtered,
      rejected: now.rejected - before.rejected,
    };
  }

  /** Rows in windows of which none has come out yet. */
  unshown(): number {
    return unshownOf(
      this.#links.map(({ machine }) => machine),
      this.#links.map(({ holder }) => holder.state),
    );
  }

  /** What could not be read of the rows of this run, by measure, field or condition; undefined where all could be. */
  skipped(): SkippedCounts | undefined {
    const counts = new Map<string, number>();
    for (const { name, skips, before } of this.#skips)
      if (skips.count > before) counts.set(name, (counts.get(name) ?? 0) + skips.count - before);
    return counts.size === 0 ? undefined : Object.fromEntries(counts);
  }

  /** What its operators pass over. */
  get skips(): readonly NamedSkips[] {
    return this.#skips;
  }

  /** Its alerts, as they stand. */
  *alerts(): Iterable<AlertStanding> {
    for (const { machine, holder } of this.#links) {
      if (!(machine instanceof AlertMachine)) continue;
      // The state is the one that this machine has made.
      const { keys } = holder.state as AlertMachineState<Timed>;
      yield { stream: this.as, alert: machine.name ?? this.name, keys: keys.values() };
    }
  }

  /** Whether an alert of it misses what never came. */
  get awaits(): boolean {
    return this.#links.some(({ machine }) => machine instanceof AlertMachine && machine.awaits);
  }

  /** What may be seen of the last operator that shows anything; undefined where none does. */
  view(): unknown {
    const link = this.#links.findLast(({ machine }) => machine.view !== undefined);
    return link?.machine.view?.(link.holder.state);
  }

  #counted(): OperatorBalance | undefined {
    return chainBalance(
      this.#links.map(({ machine }) => machine),
      this.#links.map(({ holder }) => holder.state),
    );
  }
}

/**
 * The name under which the state of an operator was saved: its own, or that of the same operator in the stream that this
 * one stands behind. Alerts of the ready-made pipelines once stood in their stream itself.
 */
function savedName(
  name: string,
  as: string,
  operator: StreamSpec['operators'][number],
  saved: SavedStates | undefined,
): string {
  if (saved === undefined || Object.hasOwn(saved.states, name)) return name;
  const [before, ...others] = Object.keys(saved.states).filter((other) => {
    const place = /^(\d+)\//.exec(other.slice(as.length + 1))?.[1];
    return place !== undefined && other === stateName(as, Number(place), operator);
  });
  return before !== undefined && others.length === 0 ? before : name;
}

function restored(
  machine: Machine<unknown, unknown, unknown>,
  name: string,
  saved: SavedStates | undefined,
): unknown {
  const state = saved?.states[name];
  if (state === undefined) return machine.init();
  if (machine.keyed !== undefined) return machine.keyed.load(state, saved?.keyed[name] ?? new Map());
  return machine.load === undefined ? state : machine.load(state);
}
