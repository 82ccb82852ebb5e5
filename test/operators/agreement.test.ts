import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agreement, type Finding, type Verdicts } from '../../src/operators/agreement.js';

const EVERY = 60_000;

const found = (location: string, minute: number, failed = false, name = 'shop'): Finding => ({
  ...{ name, location, failed },
  time: minute * EVERY,
  every: EVERY,
});

const text = ({ time, failed, passed, unknown, silent }: Verdicts<Finding>): string => {
  const of = (list: readonly Finding[]): string => list.map(({ location }) => location).join(' ');
  return `${time / EVERY}: failed [${of(failed)}] passed [${of(passed)}] unknown [${of(unknown)}] silent [${of(silent)}]`;
};

/** What comes of looks, one after the other. */
const judged = (...looks: readonly (readonly Finding[])[]): readonly (readonly string[])[] => {
  const agreement = new Agreement<Finding>();
  return looks.map((findings) => agreement.note(findings).map(text));
};

describe('Agreement', () => {
  it('judges a time once, when each location has said what it had to say of it', () => {
    expect(
      judged(
        [found('berlin', 1, true), found('paris', 1), found('tokyo', 1)],
        [found('berlin', 2, true)],
        [found('berlin', 2, true), found('paris', 2, true)],
        [found('tokyo', 2), found('berlin', 2, true)],
        [found('tokyo', 2)],
      ),
    ).toEqual([
      ['1: failed [berlin] passed [paris tokyo] unknown [] silent []'],
      [],
      [],
      ['2: failed [berlin paris] passed [tokyo] unknown [] silent []'],
      [],
    ]);
  });

  it('waits for none longer than to the next time, counts what it said last, and not after two intervals', () => {
    const both = (minute: number) => [found('berlin', minute, true), found('paris', minute, true)];
    expect(judged([...both(1), found('tokyo', 1)], both(2), both(3), both(4))).toEqual([
      ['1: failed [berlin paris] passed [tokyo] unknown [] silent []'],
      [],
      [
        '2: failed [berlin paris] passed [tokyo] unknown [] silent []',
        '3: failed [berlin paris] passed [] unknown [] silent [tokyo]',
      ],
      ['4: failed [berlin paris] passed [] unknown [] silent [tokyo]'],
    ]);
  });

  it('counts a location again as soon as it is heard', () => {
    expect(
      judged(
        [found('berlin', 1), found('tokyo', 1)],
        [found('berlin', 5, true)],
        [found('tokyo', 6, true), found('berlin', 6, true)],
      ),
    ).toEqual([
      ['1: failed [] passed [berlin tokyo] unknown [] silent []'],
      ['5: failed [berlin] passed [] unknown [] silent [tokyo]'],
      ['6: failed [berlin tokyo] passed [] unknown [] silent []'],
    ]);
  });

  it('does not count one that knows nothing of the target', () => {
    expect(judged([found('berlin', 1, true), { ...found('paris', 1), failed: undefined }])).toEqual([
      ['1: failed [berlin] passed [] unknown [paris] silent []'],
    ]);
  });

  it('waits for no location whose own next check is due later', () => {
    const rarely = { ...found('tokyo', 0), every: 5 * EVERY };
    expect(judged([found('berlin', 0), rarely], [found('berlin', 1, true)])).toEqual([
      ['0: failed [] passed [berlin tokyo] unknown [] silent []'],
      ['1: failed [berlin] passed [tokyo] unknown [] silent []'],
    ]);
  });

  const findings = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b'),
      location: fc.constantFrom('berlin', 'paris', 'tokyo'),
      time: fc.integer({ min: 0, max: 12 }).map((minute) => minute * EVERY),
      every: fc.constantFrom(EVERY, 2 * EVERY),
      failed: fc.constantFrom(true, false, undefined),
    }),
    { maxLength: 60 },
  );

  it('judges no time of a target twice and none before another that it has judged, whatever comes in which order', () => {
    fc.assert(
      fc.property(findings, fc.array(fc.nat(8)), (all, cuts) => {
        const agreement = new Agreement<Finding>();
        const last = new Map<string, number>();
        let at = 0;
        for (const cut of [...cuts, all.length]) {
          for (const { name, time, failed, passed, unknown, silent } of agreement.note(
            all.slice(at, at + cut),
          )) {
            expect(time).toBeGreaterThan(last.get(name) ?? -1);
            last.set(name, time);
            const every = [...failed, ...passed, ...unknown, ...silent];
            expect(new Set(every.map(({ location }) => location)).size).toBe(every.length);
            for (const one of silent) expect(time - one.time).toBeGreaterThanOrEqual(2 * one.every);
            for (const one of [...failed, ...passed, ...unknown])
              expect(time - one.time).toBeLessThan(2 * one.every);
          }
          at += cut;
        }
      }),
    );
  });

  it('comes to the same where all locations say each time before the next begins, however looks are cut', () => {
    const rounds = fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(rounds, fc.array(fc.integer({ min: 1, max: 5 })), (all, cuts) => {
        const rows = all.flatMap(([berlin, paris, tokyo], minute) => [
          found('berlin', minute, berlin),
          found('paris', minute, paris),
          found('tokyo', minute, tokyo),
        ]);
        const agreement = new Agreement<Finding>();
        const said: Verdicts<Finding>[] = [];
        let at = 0;
        for (const cut of [...cuts, rows.length]) {
          said.push(...agreement.note(rows.slice(at, at + cut)));
          at += cut;
        }
        // The first location is alone until others are known.
        const counts = new Map(said.map(({ time, failed }) => [time / EVERY, failed.length]));
        for (const [minute, round] of all.entries())
          if (minute > 0) expect(counts.get(minute)).toBe(round.filter(Boolean).length);
      }),
    );
  });
});
