import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  beginSettle,
  type SeenFile,
  settle,
  settleAgain,
  settlingSince,
} from '../../src/operators/settle.js';

const SPAN = 30;

const file = (path: string, identity: number | string): SeenFile => ({ path, identity: String(identity) });

/** Looks at these files, each so many milliseconds after the one before. */
const looks = (...all: readonly (readonly [by: number, ...files: SeenFile[]])[]) => {
  const state = beginSettle();
  let time = 0;
  return all.map(([by, ...files]) => {
    time += by;
    const { settled, gone, next } = settle(state, { time, files }, SPAN);
    return { settled: settled.map(({ path }) => path), gone, next };
  });
};

it('a file is settled once looks at least that far apart have seen the same, and told once', () => {
  const a = file('a', 1);
  expect(looks([0, a], [29, a], [1, a], [100, a])).toEqual([
    { settled: [], gone: [], next: 30 },
    { settled: [], gone: [], next: 30 },
    { settled: ['a'], gone: [], next: Number.POSITIVE_INFINITY },
    { settled: [], gone: [], next: Number.POSITIVE_INFINITY },
  ]);
});

it('FS-09: one that comes with an old time waits as long as any other: times are part of what is compared, and no more', () => {
  expect(looks([1_000_000, file('old', 'dev ino 10 1970 2026')]).map(({ settled }) => settled)).toEqual([[]]);
});

it('one that goes on growing is never settled, and waits anew from its last change on', () => {
  const growing = Array.from({ length: 100 }, (_, size) => [SPAN, file('a', size)] as const);
  expect(looks(...growing).flatMap(({ settled }) => settled)).toEqual([]);
  expect(looks(...growing, [SPAN - 1, file('a', 99)], [1, file('a', 99)]).at(-1)?.settled).toEqual(['a']);
});

it('FS-02, FS-03: one that is renamed is another file, and what it was called is gone', () => {
  expect(looks([0, file('a.part', 1)], [SPAN, file('a.csv', 1)], [SPAN, file('a.csv', 1)])).toMatchObject([
    {},
    { settled: [], gone: ['a.part'], next: 2 * SPAN },
    { settled: ['a.csv'], gone: [] },
  ]);
});

it('FS-08: a new file under an old name and on an old inode is a new file', () => {
  expect(
    looks(
      [0, file('a', 'ino7 t1')],
      [SPAN, file('a', 'ino7 t1')],
      [1, file('a', 'ino7 t2')],
      [SPAN, file('a', 'ino7 t2')],
    ),
  ).toMatchObject([{}, { settled: ['a'] }, { settled: [] }, { settled: ['a'] }]);
});

it('FS-21: of what a look could not see nothing is concluded', () => {
  const state = beginSettle();
  const a = file('sub/a', 1);
  settle(state, { time: 0, files: [a] }, SPAN);
  expect(settle(state, { time: 10, files: [], isUnseen: (path) => path.startsWith('sub/') }, SPAN)).toEqual({
    settled: [],
    gone: [],
    next: Number.POSITIVE_INFINITY,
  });
  expect(settlingSince(state, 'sub/a')).toBe(0);
  expect(settle(state, { time: SPAN, files: [a] }, SPAN).settled).toEqual([a]);
  expect(settle(state, { time: 40, files: [] }, SPAN).gone).toEqual(['sub/a']);
  expect(settlingSince(state, 'sub/a')).toBeUndefined();
});

it('what came to nothing is told again as it was, and not before its time', () => {
  const state = beginSettle();
  const a = file('a', 1);
  const at = (time: number, seen = a) => settle(state, { time, files: [seen] }, SPAN);
  at(0);
  expect(at(30).settled).toEqual([a]);
  settleAgain(state, a, 50);
  expect(at(49)).toMatchObject({ settled: [], next: 50 });
  expect(at(50).settled).toEqual([a]);
  // Changed while it was sent: it is on its way by itself, and what was sent is nothing to it.
  const other = file('a', 2);
  expect(at(60, other)).toMatchObject({ settled: [], next: 90 });
  settleAgain(state, a, 61);
  expect(at(61, other).settled).toEqual([]);
  expect(at(90, other).settled).toEqual([other]);
});

const step = fc.record({
  by: fc.integer({ min: 0, max: 2 * SPAN }),
  // What each path has at a look; 0: it is not there.
  files: fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
  unseen: fc.option(fc.nat(3), { nil: undefined, freq: 4 }),
  failed: fc.option(fc.nat(3), { nil: undefined, freq: 4 }),
});

it('whatever is looked at, and whenever: a file is told when every look of the last span has seen it so, once for each time', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const state = beginSettle();
      let time = 0;
      // Of each path, by hand: what it is, since when, whether it was told.
      const known = new Map<string, { identity: string; since: number; told: boolean; after: number }>();
      for (const { by, files, unseen, failed } of steps) {
        time += by;
        const hidden = unseen === undefined ? undefined : `p${unseen}`;
        const seen = files.flatMap((identity, at) =>
          identity === 0 || `p${at}` === hidden ? [] : [file(`p${at}`, identity)],
        );
        const expected: string[] = [];
        const gone = [...known.keys()].filter(
          (path) => path !== hidden && !seen.some((one) => one.path === path),
        );
        for (const path of gone) known.delete(path);
        for (const { path, identity } of seen) {
          const before = known.get(path);
          const now =
            before?.identity === identity ? before : { identity, since: time, told: false, after: 0 };
          known.set(path, now);
          if (now.told || time - now.since < SPAN || time < now.after) continue;
          now.told = true;
          expected.push(path);
        }
        const found = settle(
          state,
          { time, files: seen, ...(hidden !== undefined && { isUnseen: (path) => path === hidden }) },
          SPAN,
        );
        expect(found.settled.map(({ path }) => path)).toEqual(expected);
        expect([...found.gone].sort()).toEqual(gone.sort());
        expect(state.files.size).toBe(known.size);
        // A look at `next` and not before brings something, if nothing changes.
        const waiting = seen.flatMap(({ path }) => {
          const one = known.get(path);
          return one === undefined || one.told ? [] : [Math.max(one.since + SPAN, one.after)];
        });
        expect(found.next).toBe(Math.min(Number.POSITIVE_INFINITY, ...waiting));
        const tried = failed === undefined ? undefined : known.get(`p${failed}`);
        if (tried?.told === true) {
          tried.told = false;
          tried.after = time + 7;
          settleAgain(state, file(`p${failed}`, tried.identity), time + 7);
        }
      }
    }),
  );
});
