import { describe, expect, it } from 'vitest';
import type { Balance } from '../../../src/pipelines/balance.js';
import { isNoAccident } from '../../../src/pipelines/losses/is-no-accident.js';
import { addLosses, type Loss } from '../../../src/pipelines/losses/loss.js';
import { lossTexts } from '../../../src/pipelines/losses/loss-texts.js';
import { CONFIG_WORDS, neededText } from '../../../src/pipelines/losses/needed-text.js';
import { readsNothing } from '../../../src/pipelines/losses/reads-nothing.js';
import { roundUp } from '../../../src/pipelines/losses/round-up.js';
import { shareText } from '../../../src/pipelines/losses/share-text.js';
import { unreadText } from '../../../src/pipelines/losses/unread.js';

const balanceOf = (loss: Loss, n: number, rows: number): Balance => ({
  lines: n + rows,
  rows,
  held: 0,
  rejected: { [loss.reason]: n },
  streams: [],
  sinks: [],
  losses: [loss],
});

const textOf = (loss: Loss, n = 10, rows = 90): string | undefined =>
  lossTexts(balanceOf(loss, n, rows), CONFIG_WORDS).get(loss.reason)?.text;

describe('lossTexts', () => {
  it('cuts and escapes the example', () => {
    const raw = `\x1b]0;x\x07${'é'.repeat(300)}`;
    const text = textOf({ reason: 'malformed', example: { raw: Buffer.from(raw).toString('latin1') } });
    expect(text).toContain(`\\x1b]0;x\\x07ééé`);
    expect(text).toContain('é…');
    expect(text?.length).toBeLessThan(300);
  });

  it('says of rows from ahead how much ahead would have kept them, and of rows after a silence how much idle', () => {
    const needs = { 7200000: 10 };
    expect(textOf({ reason: 'future', example: { time: 0 }, needs })).toContain('time: { ahead: 2h } would');
    const late = textOf({ reason: 'late: idle', example: { time: 0 }, needs });
    expect(late).toContain('time: { idle: 2h } would');
  });

  it('names no lateness that nobody would wait for, but says that the input is in no order, and what to do', () => {
    const late = (needs: Loss['needs'], n: number) => {
      const loss: Loss = { stream: 's', reason: 'late', example: { time: 0 }, ...(needs && { needs }) };
      const stream = { name: 's', as: 's', isOut: true, signature: 's', rows: 100, counted: 100 - n };
      const all = { ...stream, filtered: 0, emitted: 0, rejected: { late: n } };
      return lossTexts({ ...balanceOf(loss, 0, 100), rejected: {}, streams: [all] }, CONFIG_WORDS).get('late')
        ?.text;
    };
    for (const [days, n] of [
      [365, 90],
      [2, 3],
      [0.5, 40],
    ] as const) {
      const text = late({ [days * 86_400_000]: n }, n);
      expect(text).toContain('not in order of time');
      expect(text).toContain('Sort it by time');
      expect(text).not.toContain('lateness:');
    }
    // A few hours for a few rows may be right, and what most need is said where it makes sense.
    expect(late({ 7200000: 3 }, 3)).toContain('time: { lateness: 2h } would have kept them.');
    expect(late({ 5000: 39, [365 * 86_400_000]: 1 }, 40)).toContain(
      '{ lateness: 5s } would have kept 39 of them.',
    );
  });

  it('says of first rows that nothing confirmed where to look, and names no setting for what is days ahead', () => {
    const first = textOf({ reason: 'late', example: { time: 0 } });
    expect(first).toContain(
      '10 of 100 lines (10 %) stand at the beginning, far older than those behind them',
    );
    const ahead = textOf({ reason: 'future', example: { time: 0 }, needs: { [30 * 86_400_000]: 10 } });
    expect(ahead).toContain('look at the clock and the zone');
    expect(ahead).not.toContain('ahead:');
  });

  it('says of several streams that turn the same rows away one sentence', () => {
    const stream = (name: string, late: number) => ({
      ...{ name, as: name, isOut: true, signature: name, rows: 100, filtered: 0, emitted: 0 },
      ...{ counted: 100 - late, rejected: { late } },
    });
    const losses = ['a', 'b'].map((name): Loss => ({ stream: name, reason: 'late', example: { time: 0 } }));
    const balance = { ...balanceOf({ reason: 'late', example: {} }, 0, 100), rejected: {}, losses };
    const texts = lossTexts({ ...balance, streams: [stream('a', 5), stream('b', 7)] }, CONFIG_WORDS);
    expect(Array.from(texts.values(), ({ text }) => text)).toEqual([
      expect.stringContaining('7 of 100 rows (7.0 %) came too late for a, b'),
    ]);
  });
});

describe('isNoAccident', () => {
  it.each([
    [0, 0, false],
    [1, 1, true],
    [1, 20, false],
    [2, 200, true],
    [2, 201, false],
    [100, 100_000, true],
    [100, 100_001, false],
    [5000, 50_000_000, false],
  ])('of %i of %i is %s', (n, of, expected) => {
    expect(isNoAccident(n, of)).toBe(expected);
  });
});

it('readsNothing: an empty input is not that, nor rows that wait', () => {
  const all = balanceOf({ reason: 'malformed', example: {} }, 2, 0);
  expect(readsNothing(all)).toBe(true);
  expect(readsNothing({ ...all, held: 1 })).toBe(false);
  expect(readsNothing({ ...all, rows: 1 })).toBe(false);
  expect(readsNothing({ ...all, rejected: {} })).toBe(false);
});

it('neededText tells what most need from what a few strays need', () => {
  const words = CONFIG_WORDS;
  expect(neededText('lateness', { 5000: 98, 86400000: 2 }, 100, words)).toBe(
    'time: { lateness: 5s } would have kept 98 of them, 1d all.',
  );
  expect(neededText('lateness', { 5000: 50, 86400000: 50 }, 100, words)).toBe(
    'time: { lateness: 1d } would have kept them.',
  );
  expect(neededText('idle', {}, 1, words)).toBe('A longer idle keeps such rows.');
});

it('roundUp never makes a duration shorter', () => {
  for (const [given, rounded] of [
    [0, 1000],
    [1001, 2000],
    [30_000, 30_000],
    [61_000, 120_000],
    [400 * 86_400_000, 400 * 86_400_000],
  ] as const)
    expect(roundUp(given)).toBe(rounded);
});

it('shareText never says nothing or all where that is not so', () => {
  expect([shareText(1, 1), shareText(99_999, 100_000), shareText(1, 100_000), shareText(3, 100)]).toEqual([
    '100 %',
    'more than 99.9 %',
    'less than 0.1 %',
    '3.0 %',
  ]);
});

it('unreadText names ten files and counts the others', () => {
  const unread = Array.from({ length: 12 }, (_, i) => ({
    partition: `${i}`,
    rejected: 1,
    detail: undefined,
  }));
  expect(unreadText(unread)).toMatch(
    /^Nothing could be read of 0 \(1 rejected\), .*, 9 \(1 rejected\) and of 2 more\. tidemark look FILE says/,
  );
});

it('addLosses keeps the first example and adds up what was needed', () => {
  const loss = (time: number, needs?: Record<string, number>): Loss => ({
    ...{ stream: 's', reason: 'late', example: { time } },
    ...(needs && { needs }),
  });
  expect(addLosses([loss(1, { 1000: 2 })], [loss(2, { 1000: 1, 5000: 4 })])).toEqual([
    loss(1, { 1000: 3, 5000: 4 }),
  ]);
  expect(addLosses(undefined, [loss(2)])).toEqual([loss(2)]);
});
