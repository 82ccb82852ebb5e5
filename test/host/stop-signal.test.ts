import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stopSignal } from '../../src/host/stop-signal.js';

const exit = vi.fn();
const messages: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  exit.mockClear();
  messages.length = 0;
  vi.spyOn(process, 'exit').mockImplementation(exit as never);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => messages.push(String(text)) > 0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const name of ['SIGINT', 'SIGTERM']) process.removeAllListeners(name);
});

it('is aborted by the first signal, and lets the drain take its time within the limit', () => {
  const signal = stopSignal(5000);
  expect(signal.aborted).toBe(false);
  process.emit('SIGTERM', 'SIGTERM');
  expect(signal.aborted).toBe(true);
  vi.advanceTimersByTime(4999);
  expect(exit).not.toHaveBeenCalled();
});

it('exits at once at a second signal, as the shell would say it', () => {
  stopSignal();
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGINT', 'SIGINT');
  expect(exit.mock.calls).toEqual([[130]]);
});

it('gives up a drain that takes longer than the limit, and says so', () => {
  stopSignal(5000);
  process.emit('SIGTERM', 'SIGTERM');
  vi.advanceTimersByTime(5000);
  expect(exit.mock.calls).toEqual([[1]]);
  expect(messages.join('')).toBe(
    'tidemark: Could not finish within 5s of the signal; some output was not taken.\n',
  );
});
