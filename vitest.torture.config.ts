import { defineConfig } from 'vitest/config';

/** The long campaigns: `npm run torture`. Nothing here has a time limit of its own. */
export default defineConfig({
  test: {
    include: ['test/torture/**/*.torture.ts', 'test/simulation/**/*.test.ts'],
    testTimeout: 0,
    hookTimeout: 0,
    fileParallelism: false,
    env: { TIDEMARK_SCHEDULES: '10000' },
  },
});
