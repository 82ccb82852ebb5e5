import { expect, it } from 'vitest';
import { inSteps, StepLine } from '../../../src/io/http/steps.js';

/** A line whose clock goes on by what each step costs, and whose turns are begun by hand. */
const line = () => {
  let now = 0;
  const turns: (() => void)[] = [];
  const steps = new StepLine(
    () => now,
    (run) => turns.push(run),
  );
  return {
    add: (cost: number, made: () => void) =>
      steps.add(() => {
        now += cost;
        made();
      }),
    /**
     * Work that was done in each turn, until none is left; `comes`: in each of so many turns a connection does, which costs
     * 0.5.
     */
    run(comes = 0): readonly number[] {
      const costs: number[] = [];
      for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
        const before = now;
        if (costs.length < comes) {
          now += 0.5;
          steps.hurry();
        }
        turn();
        costs.push(now - before);
      }
      return costs;
    },
  };
};

it('holds no turn for longer than a few milliseconds and a step, however many wait', () => {
  const { add, run } = line();
  const made: number[] = [];
  for (let i = 0; i < 1000; i++) add(3, () => made.push(i));
  const costs = run();
  expect(Math.max(...costs)).toBeLessThanOrEqual(15);
  expect(costs.length).toBeGreaterThan(200);
  expect(made).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

it('lets those who came later have a step before the next one of those before them', () => {
  const { add, run } = line();
  const made: string[] = [];
  const task = (name: string, left: number): void =>
    add(5, () => {
      made.push(name);
      if (left > 1) task(name, left - 1);
    });
  task('a', 3);
  task('b', 2);
  run();
  expect(made).toEqual(['a', 'b', 'a', 'b', 'a']);
});

it('makes cheap steps in one turn', () => {
  const { add, run } = line();
  for (let i = 0; i < 100; i++) add(0.01, () => undefined);
  expect(run()).toHaveLength(1);
});

it('keeps turns short in which connections come, of which there is one a turn, and goes on all the same', () => {
  const { add, run } = line();
  for (let i = 0; i < 100; i++) add(2, () => undefined);
  const costs = run(64);
  const until = costs.slice(0, 64).reduce((sum, cost) => sum + cost, 0);
  expect(until).toBeLessThan(64);
  expect(costs.slice(0, 64).filter((cost) => cost > 2).length).toBeGreaterThan(5);
});

it('answers with what the last step answers, and ends with what one throws', async () => {
  let count = 0;
  expect(await inSteps(() => (++count === 5 ? count : undefined))).toBe(5);
  await expect(
    inSteps(() => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
});
