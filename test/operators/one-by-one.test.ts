import { of, Subject, take, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { oneByOne } from '../../src/operators/one-by-one.js';

describe('oneByOne', () => {
  it('hands on what comes in lists, and ends when they do', () => {
    const said: unknown[] = [];
    oneByOne(of([1, 2], [], [3]))
      .pipe(toArray())
      .subscribe((all) => said.push(all));
    expect(said).toEqual([[1, 2, 3]]);
  });

  it('keeps the order where a list and the end come while another is handed on', () => {
    const lists = new Subject<readonly number[]>();
    const said: (number | string)[] = [];
    oneByOne(lists).subscribe({
      next: (one) => {
        said.push(one);
        if (one !== 1) return;
        lists.next([3, 4]);
        lists.complete();
      },
      complete: () => said.push('end'),
    });
    lists.next([1, 2]);
    expect(said).toEqual([1, 2, 3, 4, 'end']);
  });

  it('passes an error on, and lets go of the lists when nobody listens', () => {
    const lists = new Subject<readonly number[]>();
    const said: (number | string)[] = [];
    oneByOne(lists)
      .pipe(take(1))
      .subscribe((one) => said.push(one));
    lists.next([1, 2]);
    expect(lists.observed).toBe(false);
    oneByOne(throwError(() => 'broken')).subscribe({ error: (error: string) => said.push(error) });
    expect(said).toEqual([1, 'broken']);
  });
});
