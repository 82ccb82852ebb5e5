import * as z from 'zod';
import { planConfig } from '../../../src/config/compile/plan-config.js';
import type { PipelinePlan } from '../../../src/config/compile/plan-pipeline.js';
import type { Diagnostic } from '../../../src/config/diagnostic.js';
import type { ConfigDocument } from '../../../src/config/document/config-document.js';
import { parseYaml } from '../../../src/config/document/parse-yaml.js';
import { builtParts } from '../../../src/config/parts/built-parts.js';
import type { Parts, SinkPart } from '../../../src/config/parts/part.js';
import { Secrets } from '../../../src/config/secrets.js';
import { type Feed, feedSource } from '../../../src/config/testing/feed-source.js';
import { runTests, type TestResult } from '../../../src/config/testing/run-tests.js';
import { systemClock } from '../../../src/io/clock.js';
import type { Row } from '../../../src/io/codecs/fields/row.js';
import { collect } from '../../support/collect.js';
import { startAt } from '../../support/start-at.js';

/** Stands for outputs that are not built yet, and may never be: a test opens none. */
const untouchable = (name: string): SinkPart<never> => ({
  name,
  guarantee: 'at least once',
  settings: z.record(z.string(), z.unknown()),
  build: () => {
    throw new Error(`A test has opened ${name}.`);
  },
});

/** The built parts, with outputs that throw when they are opened. */
export const PARTS: Parts = {
  ...builtParts,
  sinks: [...['stdout', 'file', 'http', 's3'].map(untouchable)],
  planned: { ...builtParts.planned, sinks: [] },
};

export interface Loaded {
  readonly plan: PipelinePlan | undefined;
  readonly document: ConfigDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles a config with one pipeline. */
export const load = (text: string): Loaded => {
  const [read] = parseYaml('test.yaml', text);
  if (read === undefined) throw new Error('There is no document.');
  const { document } = read;
  const planned = planConfig(document, {
    parts: PARTS,
    environment: {},
    secrets: new Secrets(),
    offline: true,
  });
  return {
    plan: planned.plan?.pipelines[0],
    document,
    diagnostics: [...read.diagnostics, ...planned.diagnostics],
  };
};

export const planOf = (text: string): PipelinePlan => {
  const { plan, diagnostics } = load(text);
  if (plan === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
};

/** Runs the tests of a config with one pipeline. */
export const resultsOf = async (text: string, seed = 1): Promise<readonly TestResult[]> => {
  const plan = planOf(text);
  return collect(runTests(plan, load(text).document, { parts: PARTS, clock: systemClock(), seed }));
};

/** What is wrong with the first test: messages and details, a line each; empty where it passes. */
export const faultOf = async (text: string): Promise<readonly string[]> => {
  const [first] = await resultsOf(text);
  return (
    first?.failures.flatMap(({ diagnostic, details }) => [diagnostic.message, ...details]) ?? ['no test']
  );
};

/** Every row of some feeds, and every look at the clock. */
export const readFeeds = async (
  feeds: readonly Feed[],
): Promise<{
  rows: Row[];
  looks: number[];
  order: number[];
  start: number | undefined;
  end: number;
  now: number;
}> => {
  const source = feedSource(feeds);
  const chunks = await collect(source.read(startAt()));
  return {
    rows: chunks.flatMap(({ rows }) => rows),
    looks: chunks.flatMap(({ now }) => now ?? []),
    /** Times of rows and looks as they come. */
    order: chunks.flatMap(({ rows, now }) => [
      ...rows.map(({ time }) => time),
      ...(now === undefined ? [] : [now]),
    ]),
    start: source.time.start,
    end: source.time.end,
    now: source.time.now,
  };
};
