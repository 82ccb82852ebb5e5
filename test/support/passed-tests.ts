import { expect } from 'vitest';
import { loadConfigs } from '../../src/config/load-configs.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { Secrets } from '../../src/config/secrets.js';
import { runTests } from '../../src/config/testing/run-tests.js';
import { systemClock } from '../../src/io/clock.js';

/** Runs the tests of a config against which nothing is said; of each whether it has passed. */
export const passedTests = async (path: string): Promise<readonly boolean[]> => {
  const { plans, text } = await loadConfigs([path], {
    ...{
      parts: builtParts,
      environment: {},
      secrets: new Secrets(),
      offline: true,
      overrides: [],
      colours: false,
    },
  });
  expect(text).toBe('');
  const results: boolean[] = [];
  for (const { pipelines, document } of plans)
    for (const plan of pipelines)
      for await (const result of runTests(plan, document, {
        parts: builtParts,
        clock: systemClock(),
        seed: 1,
      }))
        results.push(result.passed);
  return results;
};
