import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type Read, ReadingTurns } from '../../../src/io/http/reading-turns.js';

interface Reader extends Read {
  readonly name: string;
}

/** Connections by name, and which of them are read from. */
const connections = (names: Readonly<Record<string, Read['manners']>>) => {
  const stopped = new Set<string>();
  const all = Object.entries(names).map(
    ([name, manners]): Reader => ({
      name,
      manners,
      stopReading() {
        const wasRead = !stopped.has(name);
        stopped.add(name);
        return wasRead;
      },
      readOn: () => void stopped.delete(name),
    }),
  );
  const turns = new ReadingTurns(() => all);
  const of = (name: string): Reader => all.find((one) => one.name === name) ?? expect.fail(name);
  return { turns, of, read: () => all.flatMap(({ name }) => (stopped.has(name) ? [] : [name])) };
};

it('lets those who are known to send less go on first, then who came last, then the others, one after the other', async () => {
  const { turns, of, read } = connections({
    old: 'good',
    first: 'unknown',
    second: 'unknown',
    flood: 'unknown',
  });
  turns.take(of('flood'), 999);
  expect(read()).toEqual(['old', 'first', 'second', 'flood']);
  turns.take(of('flood'), 1);
  expect(read()).toEqual([]);
  await turn();
  expect(read()).toEqual(['old', 'second']);
  await turn();
  expect(read()).toEqual(['old', 'first', 'second', 'flood']);
});

it('lets one of them go on in a turn for as long as each sends more than fits, and none twice before another', async () => {
  const { turns, of, read } = connections({ a: 'unknown', b: 'unknown', c: 'unknown', old: 'good' });
  turns.flooded(of('a'));
  const seen: string[] = [];
  for (let i = 0; i < 6; i++) {
    await turn();
    const [name = '', ...others] = read();
    seen.push(name);
    expect(others).toEqual(['old']);
    turns.flooded(of(name));
  }
  expect(seen).toEqual(['c', 'b', 'a', 'c', 'b', 'a']);
});
