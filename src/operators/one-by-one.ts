import { Observable } from 'rxjs';

/**
 * What comes in lists, one by one and in order: a list that comes while another is being handed on waits for it. `concatMap`
 * does the same, and brings what it needs for promises and streams into every browser that uses one operator.
 */
export const oneByOne = <T>(lists: Observable<readonly T[]>): Observable<T> =>
  new Observable((subscriber) => {
    const waiting: (readonly T[])[] = [];
    let isOver = false;
    return lists.subscribe({
      next(list) {
        if (waiting.push(list) > 1) return;
        for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
          for (const one of first) subscriber.next(one);
          waiting.shift();
        }
        if (isOver) subscriber.complete();
      },
      error: (error) => subscriber.error(error),
      complete() {
        isOver = true;
        if (waiting.length === 0) subscriber.complete();
      },
    });
  });
