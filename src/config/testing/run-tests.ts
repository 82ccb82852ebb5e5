import type { Clock } from '../../io/clock.js';
import { namesOf } from '../compile/field-names.js';
import type { PipelinePlan } from '../compile/plan-pipeline.js';
import type { Diagnostic, Path } from '../diagnostic.js';
import type { ConfigDocument } from '../document/config-document.js';
import { compileExpression } from '../expression/expression.js';
import type { Parts } from '../parts/part.js';
import type { Invariant, NamedTest } from '../settings/test-settings.js';
import { generatedFeeds } from './generated-feeds.js';
import { type InvariantWatcher, invariantWatcher } from './invariant-watcher.js';
import { runFeeds } from './run-feeds.js';
import { runTest } from './run-test.js';
import type { Failure } from './watcher.js';

export interface RunTestsOptions {
  readonly parts: Parts;
  /** For how long tests take; they run in a time of their own. */
  readonly clock: Clock;
  /** Of the feeds that are generated for invariants. */
  readonly seed: number;
}

export interface TestFailure {
  readonly diagnostic: Diagnostic;
  /** What came instead, a line each. */
  readonly details: readonly string[];
}

/** How one test came out. */
export interface TestResult {
  readonly pipeline: string;
  /** The name of a test, or what an invariant says. */
  readonly test: string;
  readonly passed: boolean;
  /** What it took. */
  readonly milliseconds: number;
  /** Of an invariant: rows that it was checked for. */
  readonly rows?: number;
  readonly failures: readonly TestFailure[];
}

const GENERATED = 3;

interface Watched {
  readonly invariant: Invariant;
  readonly watcher: InvariantWatcher;
}

/** Runs the tests of a pipeline one by one, then says how its invariants fared in them and in generated feeds. */
export async function* runTests(
  plan: PipelinePlan,
  document: ConfigDocument,
  { parts, clock, seed }: RunTestsOptions,
): AsyncGenerator<TestResult, void, undefined> {
  const pipeline = plan.name;
  const all = (plan.settings.tests ?? []).map(
    (test, i) => [test, ['pipelines', pipeline, 'tests', i] as Path] as const,
  );
  const invariants = all.flatMap(([test, path]): Watched[] =>
    'invariant' in test ? [{ invariant: test, watcher: watcherOf(plan, test, path) }] : [],
  );
  const watchers = invariants.map(({ watcher }) => watcher);
  const explain = ({ path, part, message, details }: Failure): TestFailure => ({
    diagnostic: document.diagnose('test-failed', path, message, part === undefined ? {} : { part }),
    details,
  });

  for (const [test, path] of all) {
    if ('invariant' in test) continue;
    for (const watcher of watchers) watcher.during(`in the test "${test.name}"`);
    const began = clock.now();
    const failures = await runTest(plan, parts, test satisfies NamedTest, path, watchers);
    yield {
      pipeline,
      test: test.name,
      passed: failures.length === 0,
      milliseconds: clock.now() - began,
      failures: failures.map(explain),
    };
  }
  if (invariants.length === 0) return;

  const began = clock.now();
  for (let n = 1; n <= GENERATED; n++) {
    for (const watcher of watchers) watcher.during(`in generated feed ${n} of seed ${seed}`);
    await runFeeds(plan, parts, generatedFeeds(plan, parts, seed, n), watchers);
  }
  for (const { invariant, watcher } of invariants) {
    const { rows, failure } = watcher;
    yield {
      pipeline,
      test: `invariant ${invariant.invariant} on ${invariant.on}`,
      passed: failure === undefined,
      milliseconds: clock.now() - began,
      rows,
      failures: failure === undefined ? [] : [explain(failure)],
    };
  }
}

const watcherOf = (plan: PipelinePlan, { invariant, on }: Invariant, path: Path): InvariantWatcher => {
  const fields = plan.fields.get(on) ?? { known: {}, open: true };
  const expression = compileExpression(invariant, namesOf(fields));
  return invariantWatcher(on, expression, path);
};
