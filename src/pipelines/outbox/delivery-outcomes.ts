import type { Clock } from '../../io/clock.js';
import type { Delivery, Refused, Sink } from '../../io/sinks/sink.js';
import type { OutboxEntry } from '../../io/state/state-store.js';
import { countOf } from '../../io/text/count-of.js';
import { isoInstant } from '../../io/text/iso-instant.js';
import type { TidemarkError } from '../../operators/tidemark-error.js';
import type { DeadLetter } from '../pipeline.js';
import type { RunningBalance } from '../running-balance.js';
import { type SinkPlace, sinkText } from '../sinks/sink-place.js';

export interface OutcomeParts {
  readonly runningBalance: RunningBalance;
  readonly clock: Clock;
  /** Told, in a sentence, what whoever runs the pipeline must know. */
  readonly warn: (message: string) => void;
  /** Where dead letters go; may be nowhere. */
  readonly deadLetters: readonly Sink<DeadLetter>[];
  /** Gives a row to the sinks of dead letters. */
  readonly emit: (letter: DeadLetter) => void;
}

/** Reasons of one sink that are told apart; a reason may hold anything, and there is no end to those. */
const MOST_REASONS = 100;
const BETWEEN_WARNINGS = 60_000;

/** What was dropped since it was last said. */
interface Dropped {
  readonly deliveries: number;
  readonly rows: number;
  readonly since?: number;
  readonly warnedAt?: number;
}

/** What becomes of deliveries, row by row: counted, given to the dead letters, warned of. */
export class DeliveryOutcomes {
  readonly #reasons = new Map<string, Set<string>>();
  readonly #dropped = new Map<string, Dropped>();

  constructor(private readonly parts: OutcomeParts) {}

  /** Written, but for the rows that were refused. */
  stored(place: SinkPlace, { delivery }: OutboxEntry, refused: readonly Refused[]): void {
    const { runningBalance } = this.parts;
    runningBalance.sink(place.key, 'stored', delivery.rows - refused.length);
    runningBalance.sink(place.key, 'refused', refused.length);
    for (const { row, why, body } of refused) {
      if (this.#takesLetters(place)) this.#emit(place, delivery.id, { rows: 1, row, error: why, body });
      else this.#warnOf(place, sentence(why));
    }
  }

  /** Refused as a whole, for good. */
  refused(place: SinkPlace, { id, rows, body }: Delivery, { message }: TidemarkError): void {
    const hasPlace = this.#takesLetters(place);
    this.parts.runningBalance.sink(place.key, hasPlace ? 'dead' : 'refused', rows);
    if (hasPlace) this.#emit(place, id, { rows, error: message, body });
    else this.#warnOf(place, sentence(message));
  }

  /** Given up, because more waited than may. Warned of once a minute at most; every row is in one warning, but for the last. */
  dropped(place: SinkPlace, deliveries: number, rows: number): void {
    const { runningBalance, clock, warn } = this.parts;
    runningBalance.sink(place.key, 'dropped', rows);
    const now = clock.now();
    const {
      warnedAt = -Infinity,
      since = now,
      ...sum
    } = this.#dropped.get(place.key) ?? { deliveries: 0, rows: 0 };
    const all = { deliveries: sum.deliveries + deliveries, rows: sum.rows + rows };
    if (now - warnedAt < BETWEEN_WARNINGS) {
      this.#dropped.set(place.key, { ...all, since, warnedAt });
      return;
    }
    this.#dropped.set(place.key, { deliveries: 0, rows: 0, warnedAt: now });
    warn(
      `${sinkText(place)} cannot take what waits for it, and its buffer is full: ${countOf(all.rows, 'row')} in ${countOf(all.deliveries, 'delivery', 'deliveries')} dropped since ${isoInstant(since, 'UTC')}.`,
    );
  }

  /** What the sinks of dead letters refuse themselves has no further place. */
  #takesLetters({ sink }: SinkPlace): boolean {
    const { deadLetters } = this.parts;
    return deadLetters.length > 0 && !deadLetters.includes(sink);
  }

  #emit(place: SinkPlace, delivery: string, of: Pick<DeadLetter, 'rows' | 'row' | 'error' | 'body'>): void {
    const { name, destination } = place;
    this.parts.emit({ time: this.parts.clock.now(), sink: name, destination, delivery, ...of });
  }

  /** The first of each reason. */
  #warnOf(place: SinkPlace, reason: string): void {
    const known = this.#reasons.get(place.key) ?? new Set();
    this.#reasons.set(place.key, known);
    if (known.has(reason) || known.size >= MOST_REASONS) return;
    known.add(reason);
    this.parts.warn(
      `${sinkText(place)} refused rows, which are counted and not sent again: ${reason} Give dead letters a place to keep such rows.`,
    );
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
