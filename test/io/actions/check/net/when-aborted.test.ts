import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { whenAborted } from '../../../../../src/io/actions/check/net/when-aborted.js';

it('tells all that wait for a signal, each as often as it waits, and those that have gone no more', () => {
  const controller = new AbortController();
  const { signal } = controller;
  const told: string[] = [];
  const one = () => told.push('one');
  whenAborted(signal, one);
  const leave = whenAborted(signal, one);
  whenAborted(signal, () => told.push('two'));
  whenAborted(signal, one);
  leave();
  leave();
  expect(told).toEqual([]);
  controller.abort();
  expect(told).toEqual(['one', 'two', 'one']);
});

it('adds one listener to a signal, however many wait for it', () => {
  const { signal } = new AbortController();
  const leave = Array.from({ length: 1000 }, () => whenAborted(signal, () => undefined));
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  for (const one of leave) one();
});
