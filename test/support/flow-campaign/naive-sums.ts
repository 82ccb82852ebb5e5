import type { Flow } from './flow-batch.js';

interface Sums {
  readonly names: readonly [src_app: string, dest_app: string, vpc_id: string];
  tx: bigint;
  rx: bigint;
}

/** What should be answered, in the plainest way there is. */
export class NaiveSums {
  readonly #hours = new Map<number, Map<string, Sums>>();

  add(records: readonly Flow[]): void {
    for (const { src_app, dest_app, vpc_id, bytes_tx, bytes_rx, hour } of records) {
      const sums = this.#hours.get(hour) ?? new Map<string, Sums>();
      this.#hours.set(hour, sums);
      const key = JSON.stringify([src_app, dest_app, vpc_id]);
      const sum = sums.get(key) ?? { names: [src_app, dest_app, vpc_id], tx: 0n, rx: 0n };
      sums.set(key, sum);
      sum.tx += BigInt(bytes_tx);
      sum.rx += BigInt(bytes_rx);
    }
  }

  delete(hour: number): void {
    this.#hours.delete(hour);
  }

  /** The rows of an hour as JSON texts, in the order in which they were first seen. */
  rows(hour: number): readonly string[] {
    return [...(this.#hours.get(hour)?.values() ?? [])].map(({ names, tx, rx }) => {
      const [src_app, dest_app, vpc_id] = names.map((name) => JSON.stringify(name));
      return `{"src_app":${src_app},"dest_app":${dest_app},"vpc_id":${vpc_id},"bytes_tx":${tx},"bytes_rx":${rx},"hour":${hour}}`;
    });
  }

  /** What a GET of an hour should answer. */
  text(hour: number): string {
    return `[${this.rows(hour).join(',')}]`;
  }
}

/** The rows of an answer in JSON, each as it is written. */
export const rowTexts = (answer: string): readonly string[] =>
  answer === '[]' ? [] : answer.slice(1, -1).split(/(?<="hour":\d+\}),/);
