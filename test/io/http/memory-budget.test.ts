import { expect, it } from 'vitest';
import { CollectedBytes } from '../../../src/io/http/collected-bytes.js';
import { Hold, MemoryBudget } from '../../../src/io/http/memory-budget.js';
import { Refused } from '../../../src/io/http/refused.js';

it('refuses what there is no room for, with when to come again, and takes it when there is', () => {
  const budget = new MemoryBudget(100, 'Too much at once.');
  const [first, second] = [new Hold(budget), new Hold(budget)];
  first.take(60);
  expect(() => second.take(60)).toThrow(Refused);
  expect(budget.taken).toBe(60);
  first.release();
  first.release();
  second.take(60);
  expect(budget.taken).toBe(60);
});

it('lets others wait for room: who fits is served, and what is too large is served alone', async () => {
  const budget = new MemoryBudget(100, '');
  const served: string[] = [];
  const wait = (name: string, bytes: number) => budget.wait(bytes, 600_000).then(() => served.push(name));
  await wait('a', 80);
  const all = [wait('large', 500), wait('b', 50), wait('small', 10)];
  await all[2];
  expect(served).toEqual(['a', 'small']);
  budget.give(80);
  await all[1];
  budget.give(60);
  await all[0];
  expect([served, budget.taken]).toEqual([['a', 'small', 'b', 'large'], 500]);
});

it('refuses who waits in vain', async () => {
  const budget = new MemoryBudget(100, '');
  await budget.wait(100, 1);
  await expect(budget.wait(1, 1)).rejects.toThrow(Refused);
  budget.give(100);
  expect(budget.taken).toBe(0);
});

it('puts pieces of all sizes together, and counts each from its coming on', () => {
  const budget = new MemoryBudget(200_000, '');
  const hold = new Hold(budget);
  const collected = new CollectedBytes(hold);
  const pieces = [1, 1, 5000, 3, 4095, 4096, 2, ...Array.from({ length: 9000 }, () => 1)].map((size, i) =>
    Buffer.alloc(size, i),
  );
  for (const piece of pieces) collected.add(piece);
  const all = Buffer.concat(pieces);
  expect(budget.taken).toBe(all.length);
  expect(collected.join().equals(all)).toBe(true);
  expect([budget.taken, collected.length]).toEqual([all.length, 0]);
});

it('refuses what cannot be put together: it is there twice for a moment', () => {
  const collected = new CollectedBytes(new Hold(new MemoryBudget(15_000, '')));
  for (let i = 0; i < 2; i++) collected.add(Buffer.alloc(5000));
  expect(() => collected.join()).toThrow(Refused);
});
