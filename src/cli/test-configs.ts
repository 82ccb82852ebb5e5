import { BadConfig } from '../config/bad-config.js';
import type { ConfigPlan } from '../config/compile/plan-config.js';
import type { PipelinePlan } from '../config/compile/plan-pipeline.js';
import { configPaths, loadConfigs } from '../config/load-configs.js';
import { parseOverride } from '../config/parse-override.js';
import { builtParts } from '../config/parts/built-parts.js';
import { Secrets } from '../config/secrets.js';
import { runTests, type TestResult } from '../config/testing/run-tests.js';
import { resultText, summaryText } from '../config/testing/test-report.js';
import { wantsColours } from '../host/colours.js';
import { log, warn } from '../host/log.js';
import { systemClock } from '../io/clock.js';
import { oneLine } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';

export interface TestFlags {
  readonly only?: readonly string[];
  readonly set?: readonly string[];
  readonly seed: number;
  readonly json?: true;
}

/** Runs the tests of configs, and says how each came out. Throws BadConfig where there are errors; sets the exit code. */
export async function testConfigs(given: readonly string[], flags: TestFlags): Promise<void> {
  const secrets = new Secrets();
  const paths = configPaths(given);
  const loaded = await loadConfigs(paths, {
    parts: builtParts,
    environment: process.env,
    secrets,
    offline: true,
    overrides: (flags.set ?? []).map(parseOverride),
    colours: wantsColours(process.stderr),
  });
  if (loaded.errors > 0) throw new BadConfig(loaded.text, loaded.errors);
  if (loaded.text !== '') log.show(loaded.text);

  const clock = systemClock();
  const began = clock.now();
  const colours = wantsColours(process.stdout);
  const say = (text: string): boolean => process.stdout.write(secrets.redact(text));
  let passed = 0;
  let failed = 0;
  for (const [{ document }, plan] of wantedOf(loaded.plans, flags.only)) {
    if ((plan.settings.tests ?? []).length === 0) continue;
    if (flags.json !== true) say(`${oneLine(`${plan.name} (${document.file})`)}\n`);
    for await (const result of runTests(plan, document, { parts: builtParts, clock, seed: flags.seed })) {
      if (result.passed) passed++;
      else failed++;
      say(
        flags.json === true ? `${JSON.stringify(plainOf(result))}\n` : resultText(result, document, colours),
      );
    }
  }
  if (passed + failed === 0) {
    warn(
      `there are no tests in ${paths.join(', ')}. Write some under tests of a pipeline: docs/TESTING.md has examples.`,
    );
    return;
  }
  if (flags.json !== true) say(summaryText(passed, failed, clock.now() - began, colours));
  if (failed > 0) process.exitCode = 1;
}

/** The pipelines whose tests are wanted. Throws a TidemarkError for a name that there is not. */
const wantedOf = (
  plans: readonly ConfigPlan[],
  only: readonly string[] | undefined,
): readonly (readonly [ConfigPlan, PipelinePlan])[] => {
  const all = plans.flatMap((config) => config.pipelines.map((plan) => [config, plan] as const));
  const unknown = only?.find((name) => !all.some(([, plan]) => plan.name === name));
  if (unknown !== undefined) {
    const names = all.map(([, { name }]) => name).join(', ');
    throw new TidemarkError('usage', `--only: there is no pipeline "${unknown}"; there are ${names}.`);
  }
  return all.filter(([, { name }]) => only === undefined || only.includes(name));
};

/** A result as programs read it. */
const plainOf = ({ failures, milliseconds, ...rest }: TestResult): unknown => ({
  ...rest,
  milliseconds: Math.round(milliseconds),
  failures: failures.map(({ diagnostic: { file, place, message }, details }) => ({
    file,
    ...(place !== undefined && { line: place.line, column: place.column }),
    message,
    details,
  })),
});
