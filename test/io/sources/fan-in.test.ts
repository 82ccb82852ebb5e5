import { describe, expect, it } from 'vitest';
import { fanIn } from '../../../src/io/sources/fan-in.js';
import type { Source } from '../../../src/io/sources/source.js';
import type { Timed } from '../../../src/operators/batch.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { collect } from '../../support/collect.js';
import { observed } from '../../support/observed.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { startAt } from '../../support/start-at.js';

const rows = (...times: readonly number[]) => ({ rows: times.map((time) => ({ time })) });
const HOUR = 3_600_000;

const of = (members: Readonly<Record<string, Source<Timed>>>) =>
  fanIn(Object.entries(members).map(([name, source]) => ({ name, source })));

/** A chunk in short: its partition, the times of its rows, the processing time, `ended`. */
const told = ({ partition, rows, now, ended }: Chunk<Timed>): string =>
  [
    ...(partition === undefined ? [] : [partition]),
    ...rows.map(({ time }) => time),
    ...(now === undefined ? [] : [`now=${now}`]),
    ...(ended === true ? ['ended'] : []),
  ].join(' ');

const allTold = async (source: Source<Timed>, resume?: unknown): Promise<string[]> =>
  (await collect(source.read(startAt(resume)))).map(told);

/** A run that is pulled by hand. */
const runOf = (source: Source<Timed>) => {
  const controller = new AbortController();
  const run = source.read(startAt(undefined, controller.signal))[Symbol.asyncIterator]();
  const pull = async (chunks: number): Promise<string[]> => {
    const got: string[] = [];
    while (got.length < chunks) {
      const { value, done } = await run.next();
      if (done) return [...got, 'done'];
      got.push(told(value));
    }
    return got;
  };
  return { controller, run, pull };
};

describe('fanIn, replaying', () => {
  it('announces every member before any rows, reads on in the one that is behind, and says when each has ended', async () => {
    const a = scriptedSource([rows(1, 5), rows(9)]);
    const b = scriptedSource([rows(2, 3), rows(4), rows(10)]);
    expect(await allTold(of({ a, b }))).toEqual([
      'a',
      'b',
      'a 1 5',
      'b 2 3',
      'b 4',
      'b 10',
      'a 9',
      'a ended',
      'b ended',
    ]);
  });

  it('takes the first of the list where times are equal', async () => {
    const script = [rows(1), rows(1), rows(2)];
    const chunks = await allTold(of({ b: scriptedSource(script), a: scriptedSource(script) }));
    expect(chunks.slice(2, 8)).toEqual(['b 1', 'a 1', 'b 1', 'b 2', 'a 1', 'a 2']);
  });

  it('asks only the one that is behind', async () => {
    const a = scriptedSource([rows(9), rows(10)]);
    const b = scriptedSource([rows(1), rows(2), rows(3)]);
    const { pull, run } = runOf(of({ a, b }));
    await pull(6);
    expect([a.pulls, b.pulls]).toEqual([1, 3]);
    await run.return?.(undefined);
  });

  it('does not put a member off for a single row from the future', async () => {
    const a = scriptedSource([rows(1), rows(2, 99 * HOUR), rows(4)]);
    const b = scriptedSource([rows(1), rows(3), rows(5)]);
    const chunks = await allTold(of({ a, b }));
    expect(chunks.slice(2)).toEqual([
      'a 1',
      'b 1',
      `a 2 ${99 * HOUR}`,
      'b 3',
      'a 4',
      'b 5',
      'a ended',
      'b ended',
    ]);
  });

  it('keeps partitions of members apart, whatever they are called', async () => {
    const partitioned = (partition: string) =>
      scriptedSource<Timed>([{ partition }, { partition, ...rows(1) }, { partition, ended: true }]);
    const members = { 'a:b': partitioned('c'), a: partitioned('b:c'), 'a%3Ab': partitioned('c') };
    const chunks = await allTold(of(members));
    expect(chunks.filter((text) => text.endsWith(' 1'))).toEqual(['a%3Ab:c 1', 'a:b:c 1', 'a%253Ab:c 1']);
  });

  it('lets the partitions of a member stand in for its own', async () => {
    const a = scriptedSource<Timed>([
      { partition: 'x' },
      { partition: 'y' },
      { partition: 'x', ...rows(1) },
      { partition: 'x', ended: true },
    ]);
    expect(await allTold(of({ a, b: scriptedSource([rows(2)]) }))).toEqual([
      'a',
      'b',
      'a:x',
      'a ended',
      'a:y',
      'a:x 1',
      'b 2',
      'a:x ended',
      'a:y ended',
      'b ended',
    ]);
  });

  it('says of rejects which partition they come from', async () => {
    const reject = { reason: 'malformed', offset: 7 } as const;
    const a = scriptedSource<Timed>([
      { rejected: [reject] },
      { partition: 'x', rejected: [{ ...reject, partition: 'x' }] },
    ]);
    const chunks = await collect(of({ a }).read(startAt()));
    expect(chunks.flatMap(({ rejected }) => rejected)).toEqual([
      { ...reject, partition: 'a' },
      { ...reject, partition: 'a:x' },
    ]);
  });

  it('does not take a stop for the end of the input', async () => {
    const { pull, controller } = runOf(of({ a: scriptedSource([rows(1)]), b: scriptedSource([rows(2)]) }));
    expect(await pull(3)).toEqual(['a', 'b', 'a 1']);
    controller.abort();
    expect(await pull(1)).toEqual(['done']);
  });
});

describe('fanIn, live', () => {
  it('says the time when every member has caught up, and then the least that they have said', async () => {
    const a = scriptedSource<Timed>([{ now: 10 }], 'wait');
    const b = scriptedSource<Timed>([rows(1), rows(2), { now: 7 }], 'wait');
    const { pull, run } = runOf(of({ a, b }));
    expect(await pull(5)).toEqual(['a', 'b', 'b 1', 'b 2', 'now=7']);
    const next = pull(1);
    a.push({ now: 20 });
    a.push({ now: 30 });
    b.push({ now: 25 });
    expect((await next)[0]).toMatch(/^now=2[05]$/);
    await run.return?.(undefined);
  });

  it('never says a time while a member that is there gives rows', async () => {
    const a = scriptedSource<Timed>([{ now: 1 }, { now: 2 }, { now: 3 }], 'wait');
    const b = scriptedSource<Timed>([rows(1), rows(2), rows(3)], 'wait');
    const { pull, run } = runOf(of({ a, b }));
    expect(await pull(5)).toEqual(['a', 'b', 'b 1', 'b 2', 'b 3']);
    const next = pull(1);
    b.push({ now: 4 });
    expect(await next).toEqual(['now=3']);
    await run.return?.(undefined);
  });

  it('does not wait for a member that has ended', async () => {
    const a = scriptedSource<Timed>([rows(1)]);
    const b = scriptedSource<Timed>([rows(2), { now: 5 }, { now: 6 }], 'wait');
    const { pull, run } = runOf(of({ a, b }));
    expect(await pull(7)).toEqual(['a', 'b', 'a 1', 'b 2', 'a ended', 'now=5', 'now=6']);
    await run.return?.(undefined);
  });

  it('hands over what a member that has caught up gives while another one is busy', async () => {
    const a = scriptedSource<Timed>([{ now: 1 }], 'wait');
    const b = scriptedSource<Timed>(
      Array.from({ length: 1000 }, (_, i) => rows(i)),
      'wait',
    );
    const { pull, run } = runOf(of({ a, b }));
    await pull(100);
    a.push(rows(2000));
    expect(await pull(4)).toContain('a 2000');
    await run.return?.(undefined);
  });

  it('does not keep others waiting for a member that has caught up and gives nothing', async () => {
    const a = scriptedSource<Timed>([rows(9), { now: 1 }], 'wait');
    const b = scriptedSource<Timed>([rows(1), rows(20), rows(30)]);
    const { pull, run } = runOf(of({ a, b }));
    expect(await pull(6)).toEqual(['a', 'b', 'a 9', 'b 1', 'b 20', 'b 30']);
    await run.return?.(undefined);
  });

  it('lets a member that is behind have its turn beside one that says the time without a pause', async () => {
    const restless: Source<Timed> = {
      async *read({ stop }) {
        for (let now = 0; now < 10_000 && !stop.aborted; now++) yield { rows: [], rejected: [], now };
      },
    };
    const { pull, run } = runOf(of({ restless, b: scriptedSource([rows(1), rows(2)]) }));
    expect(await pull(5)).toEqual(['restless', 'b', 'b 1', 'b 2', 'b ended']);
    await run.return?.(undefined);
  });

  it('holds no more than one chunk of a member that is not asked for more', async () => {
    const a = scriptedSource<Timed>([{ now: 1 }], 'wait');
    const b = scriptedSource<Timed>([{ now: 1 }], 'wait');
    const { pull, run } = runOf(of({ a, b }));
    await pull(3);
    const before = a.pulls;
    for (let i = 0; i < 10; i++) a.push(rows(i));
    await new Promise((resolve) => setImmediate(resolve));
    expect(a.pulls - before).toBeLessThanOrEqual(2);
    await run.return?.(undefined);
  });
});

describe('fanIn, failing', () => {
  it('ends with the error of a member after what came before it, and closes the others', async () => {
    const a = scriptedSource<Timed>([rows(1), { now: 1 }], 'wait');
    const b = scriptedSource<Timed>([rows(2)], new Error('b is broken'));
    const c = scriptedSource<Timed>([rows(3), { now: 3 }], 'wait');
    const got: string[] = [];
    const reading = (async () => {
      for await (const chunk of of({ a, b, c }).read(startAt())) got.push(told(chunk));
    })();
    await expect(reading).rejects.toThrow('b is broken');
    expect(got.slice(0, 5)).toEqual(['a', 'b', 'c', 'a 1', 'b 2']);
    expect([a.closed, b.closed, c.closed]).toEqual([1, 1, 1]);
  });

  it('reports the first error when several fail', async () => {
    const a = scriptedSource<Timed>([{ now: 1 }], new Error('a'));
    const b = scriptedSource<Timed>([{ now: 1 }], new Error('b'));
    await expect(allTold(of({ a, b }))).rejects.toThrow(/^[ab]$/);
  });

  it('closes every member when it is left early', async () => {
    const a = scriptedSource<Timed>([rows(1), { now: 1 }], 'wait');
    const b = scriptedSource<Timed>([rows(2), { now: 1 }], 'wait');
    for await (const { now } of of({ a, b }).read(startAt())) if (now !== undefined) break;
    expect([a.closed, b.closed]).toEqual([1, 1]);
  });

  it('refuses no members, names that are empty or the same, and positions of anything else', async () => {
    const source = scriptedSource<Timed>([]);
    expect(() => fanIn([])).toThrow('No sources to read: name one.');
    expect(() => of({ '': source })).toThrow('empty name');
    const twice = [
      { name: 'a', source },
      { name: 'a', source },
    ];
    expect(() => fanIn(twice)).toThrow('Two sources are named "a"');
    for (const position of [7, {}, { members: [{}] }, { files: [], finished: [] }]) {
      await expect(allTold(of({ a: source }), position)).rejects.toThrow(
        'does not belong to a list of sources',
      );
    }
  });
});

describe('positions of fanIn', () => {
  const script = [rows(1), rows(2), rows(3)];
  const members = () => ({ a: scriptedSource(script), b: scriptedSource(script), c: scriptedSource(script) });

  /** The position after so many chunks. */
  const positionAfter = async (source: Source<Timed>, chunks: number, resume?: unknown): Promise<unknown> => {
    const given = await collect(source.read(startAt(resume)));
    return structuredClone(given[chunks - 1]?.position);
  };

  it('take up each member where it was, in whatever order they are listed', async () => {
    const { a, b } = members();
    const position = await positionAfter(of({ a, b }), 5);
    const again = members();
    expect(
      (await allTold(of({ b: again.b, a: again.a }), position)).filter((text) => / \d/.test(text)),
    ).toEqual(['b 2', 'b 3', 'a 3']);
    expect([a.resumes, again.a.resumes, again.b.resumes]).toEqual([[undefined], [2], [1]]);
  });

  it('let a new member begin at its beginning, and keep that of one that is not there', async () => {
    const { a, b } = members();
    const position = await positionAfter(of({ a, b }), 5);
    const second = members();
    const later = await positionAfter(of({ c: second.c, a: second.a }), 3, position);
    expect(second.c.resumes).toEqual([undefined]);
    const third = members();
    await allTold(of({ ...third }), later);
    expect([third.a.resumes, third.b.resumes, third.c.resumes]).toEqual([[2], [1], [1]]);
  });

  it('are acknowledged to those that have said one', async () => {
    const { a, b, c } = members();
    const position = await positionAfter(of({ a, b }), 3);
    const run = of({ b, a, c }).read(startAt(position));
    await run[Symbol.asyncIterator]().next();
    await run.acknowledge?.(position);
    expect([a.acknowledged, b.acknowledged, c.acknowledged]).toEqual([[1], [undefined], [undefined]]);
  });
});

describe('lines of fanIn', () => {
  it('are those of what was handed over, not of what waits', async () => {
    const a = scriptedSource<Timed>([{ now: 1 }, rows(1, 2)], 'wait');
    const b = scriptedSource<Timed>([rows(1), rows(2)], 'wait');
    const source = observed(of({ a, b }));
    const { run } = runOf(source);
    let seen = 0;
    for (let chunk = 0; chunk < 6 && seen < 4; chunk++) {
      const { value } = await run.next();
      seen += value?.rows.length ?? 0;
      expect(source.lines).toBe(seen);
    }
    expect(seen).toBe(4);
    await run.return?.(undefined);
  });

  it('are not known where a member has none', async () => {
    const without: Source<Timed> = { async *read() {} };
    const run = of({ a: scriptedSource([]), b: without }).read(startAt());
    await run[Symbol.asyncIterator]().next();
    expect(run.lines).toBeUndefined();
  });
});

describe('a run of fanIn', () => {
  /** A member that gives one row and waits, says when a commit is due, and notes that it was closed. */
  const member = (commitDue: boolean | undefined, closed: string[] = [], name = ''): Source<Timed> => {
    const inner = scriptedSource<Timed>([rows(1)], 'wait');
    return {
      read: (start) => ({
        [Symbol.asyncIterator]: () => inner.read(start)[Symbol.asyncIterator](),
        commitDue,
        close: async () => void closed.push(name),
      }),
    };
  };

  it.each<[readonly (boolean | undefined)[], boolean | undefined]>([
    [[true, false], true],
    [[undefined, true], true],
    [[undefined, false], undefined],
    [[false, false], false],
    [[undefined, undefined], undefined],
  ])('of members that say %j of when a commit is due says %s', async (given, expected) => {
    const members = Object.fromEntries(given.map((due, i) => [`m${i}`, member(due)]));
    const run = of(members).read(startAt());
    const chunks = run[Symbol.asyncIterator]();
    await chunks.next();
    expect(run.commitDue).toBe(expected);
    await chunks.return?.();
  });

  it('closes the runs of all members when it is closed, and not when its iteration ends', async () => {
    const closed: string[] = [];
    const run = of({ a: member(false, closed, 'a'), b: member(false, closed, 'b') }).read(startAt());
    const chunks = run[Symbol.asyncIterator]();
    await chunks.next();
    await chunks.return?.();
    expect(closed).toEqual([]);
    await run.close?.();
    expect(closed.sort()).toEqual(['a', 'b']);
  });

  it('remembers of a member the row from the future that waits to be confirmed', async () => {
    const a = scriptedSource([rows(1, 9 * HOUR), rows(9 * HOUR + 1), rows(9 * HOUR + 2)]);
    const b = scriptedSource([rows(2), rows(3), rows(4)]);
    const given = await collect(of({ a, b }).read(startAt()));
    const at = given.findIndex((chunk) => chunk.rows.some(({ time }) => time === 9 * HOUR));
    const rest = await allTold(of({ a, b }), structuredClone(given[at]?.position));
    // Confirmed by its next row, it is far ahead of the other at once.
    const whole = given.slice(at + 1).map(told);
    expect(rest.filter((text) => / \d/.test(text))).toEqual(whole.filter((text) => / \d/.test(text)));
  });
});

describe('fanIn, of members that have other names than before', () => {
  const members = (name: string, ...aliases: readonly string[]) => [
    { name, aliases, source: scriptedSource([rows(1), rows(2), rows(3)]) },
    { name: 'other', source: scriptedSource([rows(1)]) },
  ];

  it.each([
    ['its name', ['a'], ['a']],
    ['a name that is an alias', ['a'], ['b', 'a']],
    ['an alias that was an alias', ['a', 'x'], ['b', 'x']],
    ['an alias that is its name', ['a', 'b'], ['b']],
    ['its name before an alias', ['a', 'other'], ['a', 'b']],
  ] as const)(
    'goes on under the name that it had, known by %s',
    async (_how, [then, ...thens], [now, ...nows]) => {
      const run = fanIn(members(then, ...thens)).read(startAt());
      let position: unknown;
      for await (const chunk of run) {
        ({ position } = chunk);
        if (chunk.rows.some(({ time }) => time === 2)) break;
      }
      const told = await allTold(fanIn(members(now, ...nows)), structuredClone(position));
      expect(told.filter((text) => !text.startsWith('other'))).toEqual(['a', 'a 3', 'a ended']);
    },
  );
});
