import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * No test says how fast a machine is: the same tests pass on one that is busy or many times slower. So this is there for
 * what never ends only, and whoever runs the tests has a limit of their own for that too.
 */
const NEVER = 20 * 60_000;

/** Files that change or measure the process that they are in: each has one of its own. */
const ALONE = [
  // Start processes or servers, or wait for signals: nothing is won by sharing one with others.
  'test/{cli,host,package,packaging,servers,simulation}/**/*.test.ts',
  // Put something else in the place of a module or a function of Node.
  'test/io/{journal/journal.sync,sinks/file-sink.sync}.test.ts',
  'test/io/state/lmdb/{owner-lock,disk-store.opening}.test.ts',
  'test/io/sources/file/{own-outputs,remembered}.test.ts',
  // Turn on what V8 has for the whole process.
  'test/io/patterns/*.test.ts',
  // Are in another directory, or listen to the process.
  'test/io/sources/file/spellings.test.ts',
  'test/io/actions/acting.{stop,time}.test.ts',
  // Measure the time of the processor, or memory.
  'test/config/expression/expression.laws.test.ts',
  'test/io/codecs/{w3c/w3c,regex/regex}.test.ts',
  'test/operators/totals/totals.test.ts',
  'test/pipelines/pulls.test.ts',
];

// Node reads these certificates at every start, before it does anything: where they are all that a system trusts that takes
// longer than the start itself, a thousand times. Nothing needs them but what asks the registry (test/package).
const { NODE_EXTRA_CA_CERTS: certificates } = process.env;
delete process.env.NODE_EXTRA_CA_CERTS;

export default defineConfig({
  test: {
    env: { ...(certificates !== undefined && { TIDEMARK_CERTIFICATES: certificates }) },
    exclude: ['test/torture/**'],
    setupFiles: ['test/support/fixed-seed.ts'],
    testTimeout: NEVER,
    hookTimeout: NEVER,
    teardownTimeout: 60_000,
    // Many wait for the processes that they have started: one worker fewer would leave a core idle.
    maxWorkers: availableParallelism(),
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      // A process and its modules for many files, one after the other: loading them anew for each took a fifth of all the time.
      {
        extends: true,
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: ALONE, isolate: false },
      },
    ],
  },
});
