import { defineConfig } from 'vitest/config';

/** The long campaigns, and the laws with many new cases each time: `npm run torture`. Nothing here has a time limit of its own. */
export default defineConfig({
  test: {
    include: [
      'test/torture/**/*.torture.ts',
      'test/simulation/**/*.test.ts',
      'test/**/*.{laws,oracle}.test.ts',
      'test/operators/measures/{distinct,exact-sum,percentile}.test.ts',
      'test/operators/totals/totals.test.ts',
      'test/io/codecs/**/*.contract.test.ts',
      'test/io/codecs/auto/mixed.test.ts',
      'test/io/sources/file/spellings.test.ts',
      'test/io/codecs/fields/snake-case.test.ts',
      'test/config/{rejected-streams,same-numbers}.test.ts',
    ],
    setupFiles: ['test/support/many-cases.ts'],
    testTimeout: 0,
    hookTimeout: 0,
    fileParallelism: false,
    env: {
      TIDEMARK_SCHEDULES: '10000',
      TIDEMARK_TIMES: '20',
      TIDEMARK_ROWS: '1000000',
      TIDEMARK_PATTERNS: '100000',
    },
  },
});
