import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { vpcFlow } from '../../../../src/io/codecs/vpc-flow/vpc-flow.js';
import { isMissing, SHARED_DATA } from '../../../support/shared-data.js';
import { decodeLines } from '../decode-lines.js';

// What another project says about lines of AWS's documentation. It is not part of this repository.
const VRL = 'flow/vectordotdev__vrl';

interface Case {
  readonly value: string;
  readonly format: string | null | undefined;
  readonly want: Readonly<Record<string, string | number | null>>;
}

// biome-ignore lint/suspicious/noExplicitAny: expected files of two shapes, made into one below
const jsonOf = (name: string): any => JSON.parse(readFileSync(join(SHARED_DATA, VRL, name), 'utf8'));
const codecOf = (format: string | null | undefined) => vpcFlow(format ? { header: format } : {});

describe.skipIf(isMissing(VRL))('vectordotdev/vrl: parse_aws_vpc_flow_log', () => {
  const cases = (): Case[] => [
    ...jsonOf('parse_aws_vpc_flow_log_examples.json').examples,
    // biome-ignore lint/suspicious/noExplicitAny: see above
    ...jsonOf('parse_aws_vpc_flow_log.json').cases.map(({ args, want }: any) => ({ ...args, want: want.ok })),
  ];

  test('every field of every example, with the format as option and as header line', () => {
    let rows = 0;
    for (const { value, format, want } of cases()) {
      const { start, end, ...fields } = want;
      for (const input of format ? [value, `${format.replaceAll('_', '-')}\n${value}`] : [value]) {
        const codec = input === value ? codecOf(format) : vpcFlow();
        if (start === undefined) {
          // On purpose: a record without a time can be in no window.
          expect(decodeLines(codec, input).rejected).toMatchObject([{ reason: 'no-time' }]);
          continue;
        }
        // On purpose: the times are instants, under names that window rows leave free.
        const times = { start_time: Number(start) * 1000, end_time: Number(end) * 1000 };
        expect(decodeLines(codec, input).rows).toStrictEqual([
          { time: Number(start) * 1000, ...times, ...fields },
        ]);
        rows++;
      }
    }
    expect(rows).toBe(8);
  });

  test('every line that must parse is a row, unless its format has no time', () => {
    const seen = { rows: 0, noTime: 0 };
    for (const { format, lines } of jsonOf('parse_aws_vpc_flow_log_examples.json').must_parse) {
      const { rows, rejected } = decodeLines(codecOf(format), lines.join('\n'));
      expect(rejected.map((each) => each.reason)).toEqual(
        /\bstart\b/.test(format ?? 'start') ? [] : lines.map(() => 'no-time'),
      );
      seen.rows += rows.length;
      seen.noTime += rejected.length;
      // Where the lines came through CloudWatch, each has a time before it.
      const dated = lines.map((line: string) => `2021-03-26T03:15:49.000Z ${line}`);
      expect(decodeLines(codecOf(format), dated.join('\n')).rows).toHaveLength(lines.length);
    }
    expect(seen).toEqual({ rows: 20, noTime: 10 });
  });
});
