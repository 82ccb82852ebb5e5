import { hash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { KnownResults } from '../../../src/pipelines/results/known-results.js';
import { KEY_BYTES } from '../../../src/pipelines/results/result-entry.js';

const keyOf = (id: number): string =>
  hash('sha256', String(id), 'buffer').toString('base64url', 0, KEY_BYTES);

const digestOf = (time: number): string => {
  const digest = Buffer.alloc(32);
  digest.writeDoubleLE(time, 0);
  return digest.toString('latin1');
};

const TOO_OLD = { status: 409, body: '', type: '' };
const KEEP = 100;

const made = (most: number): KnownResults => new KnownResults(KEEP, most, () => TOO_OLD);

const step = fc.record({ id: fc.nat(30), later: fc.nat(30), isSaved: fc.boolean() });

test('knows the newest ones that are not old, as a list of them would, and never takes one that came twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 200 }), (most, steps) => {
      let known = made(most);
      let now = 0;
      let listed: { id: number; at: number }[] = [];
      const cameAt = new Map<number, number>();
      for (const [index, { id, later, isSaved }] of steps.entries()) {
        now += later;
        listed = listed.filter(({ at }) => now - at < KEEP);
        if (isSaved) {
          const copy = made(most);
          for (const [key, one] of [...known.upTo(Infinity, now)]) copy.add(key, one);
          known = copy;
        }
        // A test has one time.
        const own = (id * 7) % 20;
        const found = known.find(keyOf(id), now);
        expect(found !== undefined).toBe(listed.some((one) => one.id === id));
        if (found !== undefined || known.objection(keyOf(id), digestOf(own), now) !== undefined) continue;
        const before = cameAt.get(id);
        if (before !== undefined) expect(now - before).toBeGreaterThanOrEqual(KEEP);
        cameAt.set(id, now);
        known.add(keyOf(id), { sequence: index + 1, time: now, digest: digestOf(own) });
        listed = [...listed, { id, at: now }].slice(-most);
      }
    }),
  );
});

test('objects to nothing while there is room', () => {
  const known = made(10);
  for (let id = 0; id < 10; id++)
    known.add(keyOf(id), { sequence: id, time: 0, digest: digestOf(1000 - id) });
  expect(known.objection(keyOf(11), digestOf(0), 0)).toBeUndefined();
  expect(known.size).toBe(10);
});
