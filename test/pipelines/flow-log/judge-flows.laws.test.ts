import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../../src/io/sources/journaled/judgement.js';
import { FlowJudging } from '../../../src/pipelines/flow-log/flow-judging.js';
import type { FlowRow } from '../../../src/pipelines/flow-log/flow-row.js';
import { judgeFlows } from '../../../src/pipelines/flow-log/judge-flows.js';
import { allRows } from '../../support/all-rows.js';
import { runs } from '../../support/runs.js';

/** A value as it may be written, and what it means; undefined where it must be refused. */
interface Written {
  readonly raw: string;
  readonly value: string | number | undefined;
}

const escaped = (text: string): string =>
  `"${[...text].map((char) => (char.length === 1 ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char)).join('')}"`;

const NAME: fc.Arbitrary<Written> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .string({ minLength: 1, maxLength: 12, unit: 'binary' })
      .map((value) => ({ raw: JSON.stringify(value), value })),
  },
  {
    weight: 2,
    arbitrary: fc.string({ minLength: 1, maxLength: 5 }).map((value) => ({ raw: escaped(value), value })),
  },
  fc
    .constantFrom('""', '1', 'null', '{"hour":1}', '["a"]', '"\\udc00"', `"${'y'.repeat(257)}"`)
    .map((raw) => ({ raw, value: undefined })),
);
const COUNT: fc.Arbitrary<Written> = fc.oneof(
  { weight: 10, arbitrary: fc.maxSafeNat().map((value) => ({ raw: String(value), value })) },
  fc
    .constantFrom('-1', '1.0', '1e2', '12e-1', '-0', '9007199254740992', '"1"', 'true', 'null', '{}', '0.1e1')
    .map((raw) => ({ raw, value: undefined })),
);
const SPACE = fc.constantFrom('', '', '', ' ', '\n\t');
const FIELDS = { src_app: NAME, dest_app: NAME, vpc_id: NAME, bytes_tx: COUNT, bytes_rx: COUNT, hour: COUNT };
const TWIST = fc.constantFrom('none', 'none', 'none', 'none', 'twice', 'missing', 'unknown');

const RECORD = fc
  .tuple(
    fc.record(FIELDS),
    fc.shuffledSubarray(Object.keys(FIELDS), { minLength: 6 }),
    SPACE,
    TWIST,
    fc.nat(5),
  )
  .map(([fields, order, space, twist, which]) => {
    const of = (name: string): Written => fields[name as keyof typeof fields];
    const pairs = order.map((name): [string, string] => [name, of(name).raw]);
    const [name = '', raw = ''] = pairs[which] ?? [];
    if (twist === 'twice') pairs.splice(which, 0, [name, raw]);
    if (twist === 'missing') pairs.splice(which, 1);
    if (twist === 'unknown') pairs.push(['other', '1']);
    const text = `{${pairs.map(([key, value]) => `${space}"${key}"${space}:${space}${value}${space}`).join(',')}}`;
    const good = twist === 'none' && order.every((key) => of(key).value !== undefined);
    const row = good ? Object.fromEntries(order.map((key) => [key, of(key).value])) : undefined;
    return { text, row };
  });

describe('judgeFlows', () => {
  it('takes a batch whose records are all good, whatever they are written like, and no other', () => {
    fc.assert(
      fc.property(fc.array(RECORD, { maxLength: 6 }), (records) => {
        const judged = judgeFlows(Buffer.from(`[${records.map(({ text }) => text).join(',')}]`), 5);
        const bad = records.flatMap(({ row }, index) => (row === undefined ? [index] : []));
        if ('rows' in judged) {
          expect(bad).toEqual([]);
          expect(allRows(judged.rows)).toEqual(records.map(({ row }) => ({ time: 5, ...row })));
        } else {
          const { faults } = JSON.parse(judged.refusal.body) as { faults: { index: number }[] };
          expect([...new Set(faults.map(({ index }) => index))]).toEqual(bad);
        }
      }),
      { numRuns: runs(800) },
    );
  });

  it('takes one record where it takes an array of it', () => {
    fc.assert(
      fc.property(RECORD, ({ text }) => {
        expect(plainly(judgeFlows(Buffer.from(text), 5))).toEqual(
          plainly(judgeFlows(Buffer.from(`[${text}]`), 5)),
        );
      }),
    );
  });

  it('says the same however small the steps are in which it goes, also of what is no JSON', () => {
    const mutation = fc.tuple(
      fc.nat(400),
      fc.constantFrom('', ',', ']', '[', '{', '}', '"', '\\', ' ', '0', '},{'),
    );
    fc.assert(
      fc.property(
        fc.array(RECORD, { maxLength: 4 }),
        fc.option(mutation),
        fc.integer({ min: 1, max: 60 }),
        (records, mutated, step) => {
          let text = `[${records.map((record) => record.text).join(',')}]`;
          if (mutated !== null) text = text.slice(0, mutated[0]) + mutated[1] + text.slice(mutated[0] + 1);
          const body = Buffer.from(text);
          const judging = new FlowJudging(body, 5, Infinity, { plain: step, close: step });
          let judged = judging.step();
          while (judged === undefined) judged = judging.step();
          expect(plainly(judged)).toEqual(plainly(judgeFlows(body, 5)));
          if ('rows' in judged) return;
          const { error } = JSON.parse(judged.refusal.body) as { error: string };
          expect(error, text).toBe(isJson(text) ? 'bad-batch' : 'bad-json');
        },
      ),
      { numRuns: runs(2000) },
    );
  });
});

/** With its rows as they are. */
const plainly = (judged: Judgement<FlowRow>) => ('rows' in judged ? { rows: allRows(judged.rows) } : judged);

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
