import { Observable, Subscriber } from 'rxjs';

/**
 * What comes in lists, one by one and in order: a list that comes while another is being handed on waits for it. `concatMap`
 * does the same, and brings what it needs for promises and streams into every browser that uses one operator.
 */
export const oneByOne = <T>(lists: Observable<readonly T[]>): Observable<T> =>
  new Observable((subscriber) => lists.subscribe(new OneByOne(subscriber)));

/** Ends with the one that it hands on to, also in the middle of being subscribed. */
class OneByOne<T> extends Subscriber<readonly T[]> {
  readonly #waiting: (readonly T[])[] = [];

  constructor(private readonly to: Subscriber<T>) {
    super(to);
  }

  protected override _next(list: readonly T[]): void {
    if (this.#waiting.push(list) > 1) return;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      for (const one of first) this.to.next(one);
      this.#waiting.shift();
    }
    // The end came in the middle of that, or nobody listens any more.
    if (this.isStopped && !this.closed) super._complete();
  }

  protected override _complete(): void {
    if (this.#waiting.length === 0) super._complete();
  }
}
