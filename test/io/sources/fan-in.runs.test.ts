import { describe, expect, it } from 'vitest';
import { fanIn } from '../../../src/io/sources/fan-in.js';
import { forwardingRun } from '../../../src/io/sources/forwarding-run.js';
import type { Source, SourceRun, SourceStart } from '../../../src/io/sources/source.js';
import { sourceStart } from '../../../src/io/sources/source-start.js';
import type { Timed } from '../../../src/operators/batch.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { collect } from '../../support/collect.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { startAfter, startAt } from '../../support/start-at.js';
import { until } from '../../support/until.js';

/** A member whose run has what is given besides its chunks. */
const member = (
  name: string,
  script: readonly Partial<Chunk<Timed>>[],
  own: Omit<SourceRun<Timed>, typeof Symbol.asyncIterator> = {},
  seen: SourceStart[] = [],
): { readonly name: string; readonly source: Source<Timed> } => ({
  name,
  source: {
    read: (start) => {
      seen.push(start);
      const inner = scriptedSource<Timed>(script).read(start);
      return forwardingRun(inner, inner, own);
    },
  },
});

const remembering = (entries: Readonly<Record<string, unknown>>) => ({
  remembered: new Map(Object.entries(entries)),
});

describe('a run of several sources', () => {
  it('keeps apart what its members remember, whatever their names and keys are', async () => {
    const starts: Record<string, SourceStart[]> = { a: [], 'a:b': [] };
    const members = [
      member('a', [remembering({ 'b:k': 1, gone: 2 }), remembering({ gone: undefined })], {}, starts.a),
      member('a:b', [remembering({ k: 3, '': 4 })], {}, starts['a:b']),
    ];
    const chunks = await collect(fanIn(members).read(startAt()));
    const start = startAfter(chunks);
    expect(start.remembered.size).toBe(3);
    await collect(fanIn(members.toReversed()).read(start));
    expect(starts.a?.at(-1)?.remembered).toEqual(new Map([['b:k', 1]]));
    expect(starts['a:b']?.at(-1)?.remembered).toEqual(
      new Map<string, unknown>([
        ['k', 3],
        ['', 4],
      ]),
    );
  });

  it('leaves what a member remembers where it is while that is not named', async () => {
    const seen: SourceStart[] = [];
    const a = member('a', [remembering({ k: 1 })], {}, seen);
    const b = member('b', [remembering({ k: 2 })]);
    const first = await collect(fanIn([a, b]).read(startAt()));
    const before = startAfter(first);
    const second = await collect(fanIn([b]).read(before));
    await collect(fanIn([a, b]).read(startAfter(second, undefined, before)));
    expect(seen.at(-1)?.remembered).toEqual(new Map([['k', 1]]));
  });

  it('hands over what members remember and what is still to come of them, also without rows', async () => {
    const script = [{ ...remembering({ k: 1 }) }, { partition: 'p', pendingSince: 5 }, { pendingSince: 7 }];
    const chunks = await collect(fanIn([member('a', script)]).read(startAt()));
    expect(chunks.flatMap(({ remembered }) => [...(remembered ?? [])])).toEqual([['a:k', 1]]);
    expect(
      chunks.flatMap(({ partition, pendingSince }) =>
        pendingSince === undefined ? [] : [[partition, pendingSince]],
      ),
    ).toEqual([
      ['a:p', 5],
      ['a', 7],
    ]);
  });

  it('is due for a commit when any member is, and waits for something to tell only when all do', async () => {
    const dueOf = async (...dues: readonly (boolean | undefined)[]): Promise<boolean | undefined> => {
      const run = fanIn(dues.map((commitDue, i) => member(`${i}`, [{}], { commitDue }))).read(startAt());
      await collect(run);
      return run.commitDue;
    };
    expect(await dueOf(false, true, undefined)).toBe(true);
    expect(await dueOf(false, undefined)).toBeUndefined();
    expect(await dueOf(false, false)).toBe(false);
  });

  it('splits what is acknowledged, tells every member, and closes each once', async () => {
    const told: unknown[] = [];
    const named = (name: string, chunks: number) =>
      member(
        name,
        Array.from({ length: chunks }, () => ({ rows: [{ time: 1 }] })),
        {
          acknowledge: async (position) => void told.push([name, position]),
          close: async () => void told.push([name, 'closed']),
        },
      );
    const run = fanIn([named('a', 2), named('b', 1)]).read(startAt());
    const chunks = await collect(run);
    await run.acknowledge?.(chunks.at(-1)?.position);
    await run.close?.();
    expect(told).toEqual([
      ['a', 2],
      ['b', 1],
      ['a', 'closed'],
      ['b', 'closed'],
    ]);
  });

  it('gives its members the signals and the view that it was given', async () => {
    const seen: SourceStart[] = [];
    const start = sourceStart({ view: { view: (stream) => `of ${stream}` } });
    await collect(fanIn([member('a', [{}], {}, seen)]).read(start));
    expect(seen[0]?.view.view('x')).toBe('of x');
    expect(seen[0]?.abandon).toBe(start.abandon);
  });
});

describe('several sources that are asked to stop', () => {
  it('hand over what a member still has to say', async () => {
    const stop = new AbortController();
    let goOn = (): void => undefined;
    /** As one that acts: when it is stopped, it waits for what is out. */
    const slow: Source<Timed> = {
      async *read(start) {
        yield { rows: [{ time: 1 }], rejected: [], now: 1 };
        await new Promise<void>((resolve) => start.stop.addEventListener('abort', () => resolve()));
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        yield { rows: [{ time: 2 }], rejected: [] };
      },
    };
    const others = [
      member('b', [{ rows: [{ time: 3 }] }]),
      { name: 'c', source: scriptedSource<Timed>([], 'wait') },
    ];
    const run = fanIn([{ name: 'a', source: slow }, ...others]).read(startAt(undefined, stop.signal));
    const times: number[] = [];
    const done = (async () => {
      for await (const { rows } of run) times.push(...rows.map(({ time }) => time));
    })();
    await until(() => times.includes(1) && times.includes(3));
    stop.abort();
    await new Promise((resolve) => setImmediate(resolve));
    goOn();
    await done;
    expect(times.sort()).toEqual([1, 2, 3]);
  });
});
