import { isTransition } from '../../operators/alert/alert-options.js';
import { WindowRow } from '../../operators/windows/window-row.js';
import type { Watch } from '../graph.js';
import type { StreamSpec } from '../pipeline.js';
import { WindowSeries } from './window-series.js';

/** How often an alert has gone into a state. */
export interface TransitionCount {
  readonly stream: string;
  readonly alert: string;
  readonly state: string;
  count: number;
}

/** What comes out of the streams of one run of a pipeline, as far as it is worth knowing later. */
export class PipelineWatch {
  readonly #alerts: ReadonlySet<string>;
  readonly #windows = new Map<string, WindowSeries>();
  readonly #transitions = new Map<string, TransitionCount>();

  constructor(streams: readonly Pick<StreamSpec, 'name' | 'operators'>[]) {
    // A row of a log may look like a transition: what a stream says is known by its last operator.
    this.#alerts = new Set(
      streams.flatMap(({ name, operators }) => (operators.at(-1)?.operatorName === 'alert' ? [name] : [])),
    );
  }

  readonly watch: Watch = ({ name, as }, rows) => {
    if (this.#alerts.has(name)) this.#count(as, rows);
    // What goes out under the name of another stream is a part of that.
    else if (name === as && rows[0] instanceof WindowRow) this.#windowsOf(name).add(rows);
  };

  /** The streams that have windows, by name. */
  get windows(): ReadonlyMap<string, WindowSeries> {
    return this.#windows;
  }

  get transitions(): Iterable<Readonly<TransitionCount>> {
    return this.#transitions.values();
  }

  #windowsOf(stream: string): WindowSeries {
    const known = this.#windows.get(stream) ?? new WindowSeries();
    this.#windows.set(stream, known);
    return known;
  }

  /** A reminder is no change. */
  #count(stream: string, rows: readonly unknown[]): void {
    for (const row of rows) {
      if (!isTransition(row) || row.reminder === true) continue;
      const { alert = '', state } = row;
      const name = JSON.stringify([stream, alert, state]);
      const counted = this.#transitions.get(name) ?? { stream, alert, state, count: 0 };
      counted.count++;
      this.#transitions.set(name, counted);
    }
  }
}
