import { expect, test } from 'vitest';
import { slowness } from '../../../../src/io/actions/check/slowness.js';

test('what takes longer than it may is slow, in the phase in which most of the time went', () => {
  expect(slowness({ dns: 5, connect: 20, wait: 75.4, body: 0 }, 100)).toEqual({
    class: 'slow',
    phase: 'wait',
    detail: 'it took 100 ms, more than 100 ms',
  });
  expect(slowness({ dns: 60, connect: 60 }, 100)).toMatchObject({ phase: 'dns' });
});

test('what takes as long as it may is not, nor is what may take as long as it likes', () => {
  expect(slowness({ dns: 40, wait: 60 }, 100)).toBeUndefined();
  expect(slowness({ wait: 1e9 }, undefined)).toBeUndefined();
});
