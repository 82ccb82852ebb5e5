import { describe, expect, it } from 'vitest';
import type { Rejected } from '../../../src/operators/rejected.js';
import { addLosses, type Loss } from '../../../src/pipelines/losses/loss.js';
import { LossNotes } from '../../../src/pipelines/losses/loss-notes.js';
import { lossTexts } from '../../../src/pipelines/losses/loss-texts.js';
import { CONFIG_WORDS } from '../../../src/pipelines/losses/needed-text.js';

const CLF = '192.0.2.1 - - [14/Jan/2026:10:00:10 +0000] "GET / HTTP/1.1" 200 5';
const REQUEST =
  '{"time":"2026-01-14T10:00:10Z","remote_addr":"192.0.2.7","request":"GET /j HTTP/1.1","status":503}';
const WORDS = '{"time":"2026-01-14T10:00:10Z","level":"info","msg":"started"}';

/** As decoders keep it. */
const rawOf = (line: string): string => Buffer.from(line).toString('latin1', 0, 256);
const rejected = (lines: readonly string[], reason: Rejected['reason'] = 'malformed'): Rejected[] =>
  lines.map((line, i) => ({ reason, raw: rawOf(line), offset: i * 100, detail: 'It is none.' }));

const lossOf = (lines: readonly string[], readAs = 'access-log', reason?: Rejected['reason']): Loss => {
  const notes = new LossNotes({ lateness: 0, idle: 0, step: 0 }, [readAs]);
  notes.note(rejected(lines, reason), undefined, -Infinity);
  return notes.losses()?.[0] ?? { reason: 'malformed', example: {} };
};

const textOf = (loss: Loss, n: number, rows: number): string => {
  const balance = { lines: n + rows, rows, held: 0, rejected: { [loss.reason]: n }, streams: [], sinks: [] };
  const said = lossTexts({ ...balance, losses: [loss] }, CONFIG_WORDS).get(loss.reason);
  // What comes before is not what these tests are about.
  return (said?.text ?? '').replace(/^.* The first \(byte 0\): /, '');
};
const said = (lines: readonly string[], rows = 0, readAs?: string, reason?: Rejected['reason']): string =>
  textOf(lossOf(lines, readAs, reason), lines.length, rows);

const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one);

describe('of rejected lines it is said in which format they are', () => {
  it.each([
    ['{"a":1}', 'jsonl'],
    [`{"a":"${'x'.repeat(250)}`, 'jsonl'],
    [CLF, 'access-log', 'lines'],
    [CLF.replace('GET /', `GET /${'x'.repeat(300)}`), 'access-log', 'jsonl'],
    [JSON.stringify({ log: `${CLF.replace('GET /', `GET /${'x'.repeat(300)}`)}\n` }), 'access-log', 'jsonl'],
    ['time=2024-05-01T12:00:00Z level=info msg=x', 'logfmt'],
    ['#Software: Microsoft Internet Information Services 10.0', 'w3c'],
    [Buffer.from(`\u{feff}${CLF}`, 'utf16le').toString('latin1').slice(2), 'access-log', 'jsonl'],
  ])('%s is %s', (line, format, readAs = 'access-log') => {
    expect(said([line], 0, readAs)).toContain(`auto takes that for ${format}: write format: ${format}`);
  });

  it('where all of the input is in another, what to write', () => {
    expect(said(times(30, WORDS), 1)).toMatch(
      / – auto takes that for jsonl: write format: jsonl at the source.$/,
    );
  });

  it('where a share is, how many, and how to have their requests', () => {
    expect(said([...times(28, REQUEST), 'noise', 'noise'], 970)).toBe(
      `${REQUEST} Of these 28 (93 %) are jsonl, 2 (6.7 %) are in no format that is known: to have the requests among them read too, each in its own format, write format: auto at the source.`,
    );
    expect(said([...times(28, WORDS), 'level=info time=2024-05-01T12:00:00Z'], 970)).toContain(
      'Of these 28 (97 %) are jsonl, 1 (3.4 %) are logfmt: another program writes to the same input.',
    );
    const dated = '2024-05-01T12:00:00Z it began';
    expect(said([...times(3, dated), ...times(3, '?')], 0)).toContain(
      '3 (50 %) are text behind a date, 3 (50 %)',
    );
  });

  it('also of those that are no requests, and of those that auto could not read', () => {
    expect(said([WORDS, 'level=info time=2024-05-01T12:00:00Z'], 9, 'auto', 'not-a-request')).toMatch(
      / Of these 1 \(50 %\) are jsonl, 1 \(50 %\) are logfmt\.$/,
    );
    expect(said([WORDS, WORDS], 9, 'auto', 'not-a-request')).toBe(WORDS);
    expect(said(['?', '?'], 9, 'auto')).toBe('?');
    expect(said(['?', '?'], 9)).toBe('? – auto does not know that format either.');
  });

  it('and never to write what is written: what fits is said instead', () => {
    expect(said([CLF])).toBe(
      `${CLF} – that is access-log, and is read where no settings stand beside it: write format: access-log without them.`,
    );
    expect(said([`web-1  | ${CLF}`])).toContain('access-log within compose: leave unwrap out');
    const cut = '{"time":"x","level":"info"}';
    expect(said([cut], 0, 'json')).toMatch(
      / – that is jsonl all the same: the line is at fault, not the format\.$/,
    );
    expect(said([CLF], 0, 'jetty')).not.toContain('write format: jetty at');
  });
});

describe('what that costs', () => {
  it('is bounded: beyond a thousand each 97th is looked at, and stands for all', () => {
    const loss = lossOf(Array.from({ length: 50_000 }, (_, i) => (i % 4 === 0 ? '?' : WORDS)));
    const { looked = 0, lines = {}, unknown = 0 } = loss.formats ?? {};
    expect(looked).toBeLessThan(1600);
    expect((lines.jsonl ?? 0) / 37_500).toBeCloseTo(1, 1);
    expect(((lines.jsonl ?? 0) + unknown) / 50_000).toBeCloseTo(1, 2);
    expect(textOf(loss, 50_000, 0)).toMatch(
      /Of these about 37,\d{3} \(7[45] %\) are jsonl, .*, judged by 1,5\d\d: /,
    );
  });
});

it('runs one after the other add up', () => {
  const [before, now] = [lossOf([WORDS, '?'], 'access-log'), lossOf([WORDS, CLF], 'regex')];
  expect(addLosses([before], [now])[0]?.formats).toEqual({
    ...{ looked: 4, lines: { 'access-log': 1, jsonl: 2 }, unknown: 1 },
    ...{ requests: ['access-log'], readAs: ['regex'] },
  });
  // A state of an earlier version knows nothing of them.
  const { formats: _, ...old } = before;
  expect(addLosses([old], [now])[0]?.formats).toEqual(now.formats);
});
