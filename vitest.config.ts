import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * No test says how fast a machine is: the same tests pass on one that is busy or many times slower. So this is there for
 * what never ends only, and whoever runs the tests has a limit of their own for that too.
 */
const NEVER = 20 * 60_000;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/torture/**'],
    setupFiles: ['test/support/fixed-seed.ts'],
    testTimeout: NEVER,
    hookTimeout: NEVER,
    teardownTimeout: 60_000,
    // Many wait for the processes that they have started: one worker fewer would leave a core idle.
    maxWorkers: availableParallelism(),
  },
});
