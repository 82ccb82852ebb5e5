import type { SourceView } from '../io/sources/source.js';
import type { Chunk } from '../operators/chunk.js';
import type { Balance } from './balance.js';
import type { Graph } from './graph.js';
import type { Outbox } from './outbox.js';
import type { AlertStanding } from './running-stream.js';
import type { SinkStanding } from './sinks/sink-standing.js';

/** What of a running pipeline can be looked at. */
export interface RunView extends SourceView {
  /** What became of the rows of this run so far. */
  balance(): Balance;
  /** Epoch milliseconds; -Infinity before any row, Infinity when the input has ended. */
  readonly watermark: number;
  /** Whether the last look at the source found nothing more. */
  readonly caughtUp: boolean;
  /** Whether any look at the source has found nothing more. */
  readonly hasCaughtUp: boolean;
  /** How the alerts stand: to be read at once and not kept. */
  alerts(): Iterable<AlertStanding>;
  /** How the sinks stand, in order of first use. */
  sinks(): readonly SinkStanding[];
}

/** The view of the run that has this graph. */
export class GraphView implements RunView {
  caughtUp = false;
  hasCaughtUp = false;
  isFolding = false;
  #holds = 0;
  /** Told when nobody keeps the states as they are any more; present while a chunk waits for that. */
  #unheld: (() => void) | undefined;

  constructor(
    private readonly graph: Pick<Graph<never>, 'watermark' | 'view' | 'alerts'>,
    private readonly outbox: Pick<Outbox, 'standing'>,
    readonly balance: () => Balance,
  ) {}

  get watermark(): number {
    return this.graph.watermark;
  }

  view(stream: string): unknown {
    return this.graph.view(stream);
  }

  alerts(): Iterable<AlertStanding> {
    return this.graph.alerts();
  }

  sinks(): readonly SinkStanding[] {
    return this.outbox.standing();
  }

  hold(): (() => void) | undefined {
    // Or those who read would take turns, and nothing would be folded.
    if (this.isFolding || this.#unheld !== undefined) return undefined;
    this.#holds++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#holds--;
      if (this.#holds === 0) this.#unheld?.();
    };
  }

  /** Resolves when nobody keeps the states as they are; undefined where nobody does. */
  unheld(): Promise<void> | undefined {
    if (this.#holds === 0) return undefined;
    return new Promise((resolve) => {
      this.#unheld = () => {
        this.#unheld = undefined;
        resolve();
      };
    });
  }

  /** A chunk has been folded. */
  folded({ now, aside }: Chunk<unknown>): void {
    if (aside === true && now === undefined) return;
    this.caughtUp = now !== undefined;
    this.hasCaughtUp ||= this.caughtUp;
  }
}
