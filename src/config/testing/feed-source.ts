import type { Clock } from '../../io/clock.js';
import type { Row } from '../../io/codecs/fields/row.js';
import type { Source, SourceStart } from '../../io/sources/source.js';
import type { Chunk } from '../../operators/chunk.js';

/** Virtual time begins here, where no row says otherwise: windows of every usual size begin here too. */
export const START = Date.UTC(2026, 0, 1);

/** Virtual time of one run, in epoch milliseconds. Only feeds move it. */
export class FeedTime {
  now = START;
  /** When the first feed began; undefined before. */
  start: number | undefined;
  /** The feeds have told what happened before this instant. */
  end = START;

  /** A feed begins here. Times of later feeds are no new start. */
  begin(at: number): void {
    this.start ??= at;
  }

  moveTo(now: number): void {
    this.now = Math.max(this.now, now);
    this.end = Math.max(this.end, now);
  }
}

/** What comes in, as chunks; moves time as it goes. */
export type Feed = (time: FeedTime) => Iterable<Chunk<Row>> | AsyncIterable<Chunk<Row>>;

export interface FeedSource extends Source<Row> {
  readonly time: FeedTime;
  /** Tells virtual time; nobody sleeps in it. */
  readonly clock: Clock;
}

/** A source made of feeds, one after the other: the end of the last is the end of the input. To be read once. */
export const feedSource = (feeds: readonly Feed[]): FeedSource => {
  const time = new FeedTime();
  async function* read({ stop: signal }: SourceStart): AsyncGenerator<Chunk<Row>, void, undefined> {
    for (const feed of feeds) {
      for await (const chunk of feed(time)) {
        if (signal.aborted) return;
        yield chunk;
      }
    }
  }
  return {
    read,
    time,
    clock: {
      now: () => time.now,
      sleep: (_, signal) =>
        new Promise((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener('abort', () => resolve(), { once: true });
        }),
    },
  };
};
