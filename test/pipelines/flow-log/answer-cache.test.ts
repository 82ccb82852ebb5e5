import { expect, it } from 'vitest';
import { MemoryBudget } from '../../../src/io/http/memory-budget.js';
import { AnswerCache } from '../../../src/pipelines/flow-log/api/answer-cache.js';

const MEGABYTE = 1024 * 1024;
const write = (cache: AnswerCache, question: string, changed: number, ...sizes: readonly number[]): void => {
  for (const _ of cache.keeping(
    question,
    changed,
    sizes.map((size) => Buffer.alloc(size, question)),
  )) {
    // It is kept when all of it has been read.
  }
};

it('knows an answer as long as nothing has changed', () => {
  const cache = new AnswerCache(new MemoryBudget(1024 * MEGABYTE, ''));
  write(cache, 'a', 1, 2, 3);
  expect(cache.find('a', 1)?.toString()).toBe('aaaaa');
  expect(cache.find('a', 2)).toBeUndefined();
  expect(cache.find('a', 1)).toBeUndefined();
});

it('keeps nothing of an answer that was not read to its end, or is too large', () => {
  const cache = new AnswerCache(new MemoryBudget(1024 * MEGABYTE, ''));
  cache.keeping('a', 1, [Buffer.from('x'), Buffer.from('y')]).next();
  write(cache, 'b', 1, 10 * MEGABYTE, 7 * MEGABYTE);
  expect([cache.find('a', 1), cache.find('b', 1)]).toEqual([undefined, undefined]);
});

it('does not put an older answer in the place of a newer one', () => {
  const cache = new AnswerCache(new MemoryBudget(1024 * MEGABYTE, ''));
  write(cache, 'a', 2, 5);
  write(cache, 'a', 1, 1);
  expect(cache.find('a', 2)?.length).toBe(5);
});

it('forgets those that were not asked for longest when it is full', () => {
  const cache = new AnswerCache(new MemoryBudget(1024 * MEGABYTE, ''));
  for (const question of 'abcdef') {
    write(cache, question, 1, 15 * MEGABYTE);
    cache.find('a', 1);
  }
  expect([...'abcdef'].filter((question) => cache.find(question, 1) !== undefined)).toEqual([
    'a',
    'd',
    'e',
    'f',
  ]);
});
