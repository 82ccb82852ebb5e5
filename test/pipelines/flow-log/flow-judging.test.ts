import { describe, expect, it } from 'vitest';
import { FlowJudging } from '../../../src/pipelines/flow-log/flow-judging.js';
import { SIX } from './flow-server.js';

const MOST = 1000;

interface Said {
  readonly steps: number;
  readonly rows?: number;
  readonly status?: number;
  readonly error?: string;
  readonly message?: string;
  readonly more?: number;
}

/** What is said of a body, and in how many steps. */
const judge = (text: string, most = MOST): Said => {
  const judging = new FlowJudging(Buffer.from(text), 7, most);
  for (let steps = 1; ; steps++) {
    const judgement = judging.step();
    if (judgement === undefined) continue;
    if ('rows' in judgement) return { steps, rows: judgement.rows.length };
    const { status, body } = judgement.refusal;
    return { steps, status, ...(JSON.parse(body) as Omit<Said, 'steps'>) };
  }
};

const records = (count: number, text = JSON.stringify(SIX)): string =>
  `[${Array.from({ length: count }, () => text).join(',')}]`;

describe('FlowJudging', () => {
  it('goes in steps, of what is written plainly and of all else', () => {
    expect(judge(records(20_000), Infinity)).toMatchObject({ rows: 20_000, steps: 8 });
    const escaped = judge(records(5000, JSON.stringify(SIX).replace('foo', '\\u0066oo')), Infinity);
    expect(escaped).toMatchObject({ rows: 5000 });
    expect(escaped.steps).toBeGreaterThan(5);
  });

  it('looks at no more of a batch once it has seen a hundred faults, and says that there may be more', () => {
    const { steps, ...said } = judge(records(1_000_000, '{}'), Infinity);
    expect(steps).toBeLessThan(5);
    expect(said).toMatchObject({ status: 400, error: 'bad-batch' });
    expect(said.message).toMatch(/^There are at least \d+ faults in this batch; nothing of it was stored\.$/);
  });

  it('takes so many records and no more', () => {
    expect(judge(records(MOST))).toMatchObject({ rows: MOST });
    const tooMany = {
      status: 413,
      error: 'too-large',
      message: expect.stringContaining('at most 1000 records'),
    };
    expect(judge(records(MOST + 1))).toMatchObject(tooMany);
    expect(judge(records(MOST + 1, JSON.stringify(SIX, null, 1).replace('100', '1e2'))).status).toBe(400);
    const escaped = JSON.stringify(SIX).replace('foo', '\\u0066oo');
    expect(judge(records(MOST + 1, escaped))).toMatchObject(tooMany);
  });

  it.each([
    ['a text', `["${'x'.repeat(400_000)}"]`],
    ['arrays in each other', '['.repeat(400_000)],
    ['fields', `[{${Array.from({ length: 40_000 }, (_, i) => `"a${i}":1`).join(',')}}]`],
    ['one that is no array', `{"src_app":"${'x'.repeat(400_000)}"}`],
  ])('does not read a record that is far too long: %s', (_, text) => {
    expect(judge(text)).toMatchObject({ status: 400, error: 'bad-batch', more: 0 });
  });

  it.each([
    ['before all', (blanks: string) => `${blanks}${records(3)}`],
    ['before a record', (blanks: string) => `[${blanks}${JSON.stringify(SIX)}]`],
    ['between two', (blanks: string) => `[${JSON.stringify(SIX)},${blanks}${JSON.stringify(SIX)}]`],
    ['instead of records', (blanks: string) => `[${blanks}]`],
    ['after all', (blanks: string) => `${records(3)}${blanks}`],
  ])('does not read many blanks %s, where records are counted', (_, text) => {
    const blanks = ' \n\t\r'.repeat(70_000);
    expect(judge(text(blanks))).toMatchObject({ status: 413, error: 'too-large' });
    expect(judge(text(blanks), Infinity)).toMatchObject({ rows: JSON.parse(text('')).length });
    expect(judge(text(blanks.slice(0, 200_000)))).toMatchObject({ rows: JSON.parse(text('')).length });
  });

  it('names the record in or after which a long body is no JSON', () => {
    expect(judge(`${records(900).slice(0, -1)},{"src_app":}]`).message).toMatch(
      /^The body is not JSON in the record with the index \d+, or after it\.$/,
    );
  });
});
