import { expect, test } from 'vitest';
import { AppendGroups } from '../../../src/io/journal/append-groups.js';
import type { Appending } from '../../../src/io/journal/journal.js';

const MANY = 1 << 30;

/** What is written in groups, each as long as `write` takes; how many entries were in each. */
const groupsOf = (write: (group: readonly Appending[]) => Promise<void> = async () => undefined) => {
  const sizes: number[] = [];
  const groups = new AppendGroups(async (group) => {
    sizes.push(group.length);
    await write(group);
    return 1;
  }, MANY);
  return { sizes, groups };
};

const entry = (onKept: () => void = () => undefined): Appending => ({
  time: 0,
  key: undefined,
  body: Buffer.from('[]'),
  kept: onKept,
  failed: () => undefined,
});

test('who is answered and comes again is in one group with those who waited', async () => {
  let isFirst = true;
  const { sizes, groups } = groupsOf(async () => {
    if (!isFirst) return;
    isFirst = false;
    for (let i = 0; i < 8; i++) groups.add(entry());
  });
  // As a client does: it hears of it, and what it sends then comes in a later turn.
  for (let i = 0; i < 8; i++) groups.add(entry(() => setImmediate(() => groups.add(entry()))));
  await groups.settled();
  expect(sizes).toEqual([8, 16]);
});

test('who waits is written when nobody comes again', async () => {
  let isFirst = true;
  const { sizes, groups } = groupsOf(async () => {
    if (!isFirst) return;
    isFirst = false;
    for (let i = 0; i < 3; i++) groups.add(entry());
  });
  for (let i = 0; i < 8; i++) groups.add(entry());
  await groups.settled();
  expect(sizes).toEqual([8, 3]);
});

test('a steady stream of others does not keep anybody waiting for who does not come again', async () => {
  const { sizes, groups } = groupsOf();
  let added = 0;
  for (; added < 100; added++) groups.add(entry());
  // Never as many as were answered, and always one more: so that no look finds nothing new.
  const others = setInterval(() => {
    groups.add(entry());
    added++;
  }, 1);
  while (sizes.length < 2) await new Promise((resolve) => setImmediate(resolve));
  clearInterval(others);
  await groups.settled();
  expect(sizes[1]).toBeLessThan(100);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(added);
});
