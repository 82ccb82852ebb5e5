import { setFlagsFromString } from 'node:v8';
import { beforeEach, expect, test, vi } from 'vitest';
import { turnOnLinearEngine } from '../../../src/host/turn-on-linear-engine.js';

type Engine = typeof import('../../../src/io/patterns/linear-engine.js');

const GUARD = '--enable-experimental-regexp-engine-on-excessive-backtracks';

/** As a process has it that has just begun. */
const freshEngine = async (): Promise<Engine> => {
  vi.resetModules();
  return import('../../../src/io/patterns/linear-engine.js');
};

beforeEach(() => {
  for (const flag of ['--no-enable-experimental-regexp-engine', GUARD.replace('--', '--no-')])
    setFlagsFromString(flag);
});

test('it is off for who only imports the library', async () => {
  const { hasLinearEngine } = await freshEngine();
  await import('../../../src/index.js');
  expect(hasLinearEngine()).toBe(false);
});

test('it is on where the command turns it on, when it is first asked for and not before', async () => {
  const { hasLinearEngine, offerLinearEngine, runsLinearly } = await freshEngine();
  offerLinearEngine(turnOnLinearEngine);
  expect(runsLinearly('a')).toBe(false);
  expect(hasLinearEngine()).toBe(true);
  expect(runsLinearly('a')).toBe(true);
  expect(runsLinearly('(a)\\1')).toBe(false);
});

test('it is on where the owner of the process has set the flags', async () => {
  const { hasLinearEngine } = await freshEngine();
  turnOnLinearEngine();
  expect(hasLinearEngine()).toBe(true);
});

test('it is not believed in where nothing goes on when a search goes back without end', async () => {
  const { hasLinearEngine, offerLinearEngine, runsLinearly } = await freshEngine();
  offerLinearEngine(() => {
    turnOnLinearEngine();
    setFlagsFromString(GUARD.replace('--', '--no-'));
  });
  expect(hasLinearEngine()).toBe(false);
  // The engine itself is there.
  expect(runsLinearly('a')).toBe(true);
});
