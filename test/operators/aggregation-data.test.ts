import { expect, test } from 'vitest';
import { compose } from '../../src/operators/compose.js';
import { derive } from '../../src/operators/derive.js';
import { count, max, min, sum } from '../../src/operators/measures/index.js';
import type { Operator } from '../../src/operators/operator.js';
import { where } from '../../src/operators/where.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { chunkOf, END } from '../../src/testing/run-chunks.js';
import { rejectedOf, rowsOf, stepChunks } from './kit.js';
import { describeWithData, listShared, readShared } from './shared-data.js';

/** angle-grinder: queries over lines with their results. Its whole input is one window here. */
const FOLDER = 'agg-semantics/rcoh__angle-grinder/structured_tests';

interface Line {
  readonly time: number;
  readonly text: string;
}
type Fields = Readonly<Record<string, unknown>>;
type Row = Fields & { readonly time: number };

interface Case {
  readonly operator: Operator<never, unknown>;
  /** What a line holds; without this, its JSON. */
  readonly parse?: (line: string) => Fields;
  /** The columns of an aggregate; without these, the rows that are left are compared. */
  readonly columns?: readonly string[];
}

const size = '1d';
const n = count<Row>();
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);
/** A part of a text counts as a number where it is one: theirs reads it so, ours has to be told. */
const number = (text: string | undefined): number => Number(text ?? 'none');
const numeric = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const checked = (value: unknown): boolean => {
  if (typeof value !== 'boolean') throw new Error(`Expected boolean, found ${String(value)}`);
  return value;
};
const spaced = (text: string): Fields => {
  const [level, ...rest] = text.split(' ');
  return { level, rest: rest.join(' ').split('.') };
};
const by = (names: readonly string[], fields: (row: Row) => Fields, measures: object = { n }) =>
  compose(
    derive(fields),
    tumbling<Row, string, object>({ size, by: names, measures: measures as never }) as never,
  ) as Operator<never, unknown>;

const thing = (row: Row): number | null => numeric(row.num_things);

const CASES: Readonly<Record<string, Case>> = {
  'sum.toml': { operator: tumbling({ size, measures: { s: sum(thing) } }), columns: ['s'] },
  'min_max.toml': {
    operator: tumbling({ size, measures: { a: min(thing), b: max(thing) } }),
    columns: ['a', 'b'],
  },
  'min_max_none.toml': {
    operator: tumbling({ size, measures: { a: min(thing), b: max(thing) } }),
    columns: ['a', 'b'],
  },
  'min_max_rounded.toml': {
    operator: tumbling({
      size,
      measures: {
        a: min((row: Row) => Math.floor(thing(row) ?? Number.NaN)),
        b: max((row: Row) => Math.ceil(thing(row) ?? Number.NaN)),
      },
    }),
    columns: ['a', 'b'],
  },
  'count_conditional.toml': {
    operator: tumbling({
      size,
      measures: {
        errors: count<Row>(({ level }) => level === 'error'),
        info: count<Row>(({ level }) => level === 'info'),
      },
    }),
    columns: ['errors', 'info'],
  },
  'arrays_1.toml': {
    operator: tumbling({ size, measures: { s: sum((row: Row) => numeric(at(row, 'thing_a', 0))) } }),
    columns: ['s'],
  },
  'nested_values_2.toml': {
    operator: tumbling({ size, measures: { s: sum((row: Row) => numeric(at(row, 'thing_a', 'x'))) } }),
    columns: ['s'],
  },
  'nested_values_3.toml': {
    operator: by(['y'], (row) => ({ y: at(row, 'thing_b', 'y') }), {
      s: sum((row: Row) => numeric(at(row, 'thing_a', 'x'))),
      n,
    }),
    columns: ['y', 's'],
  },
  'escaped_ident.toml': {
    operator: by(['method', 'start_time', 'user'], (row) => ({
      method: row['grpc.method'],
      start_time: row['start time'],
      user: at(row, 'nested', 'user.name'),
    })),
    columns: ['method', 'start_time', 'user', 'n'],
  },
  'longlines.toml': {
    operator: tumbling({ size, by: ['event'], measures: { n: count<Row & { event: unknown }>() } }),
    columns: ['event', 'n'],
  },
  'aliases/multi-operator.toml': { operator: tumbling({ size, measures: { n } }), columns: ['n'] },
  'filters.toml': {
    operator: compose(
      where<Row>(({ text }) => /error|warn/i.test(String(text)) && !/hide/i.test(String(text))),
      tumbling({ size, measures: { n } }),
    ),
    parse: (text) => ({ text }),
    columns: ['n'],
  },
  'fields_after_agg.toml': {
    operator: by(['port'], ({ port }) => ({ port })),
    parse: (text) => ({ port: /^: ?(\d+) \(/.exec(text)?.[1] }),
    columns: ['port'],
  },
  'json_from.toml': {
    operator: by(['level'], ({ level }) => ({ level })),
    parse: (text) => JSON.parse(text.slice(text.indexOf('{'))) as Fields,
    columns: ['level', 'n'],
  },
  'split_4.toml': {
    operator: by(['part'], (row) => ({ part: (row.rest as string[]).filter((one) => one !== '')[1] })),
    parse: spaced,
    columns: ['part', 'n'],
  },
  'split_5.toml': {
    operator: tumbling({
      size,
      measures: { s: sum((row: Row) => number((row.rest as string[]).filter((one) => one !== '')[1])) },
    }),
    parse: spaced,
    columns: ['s'],
  },
  'split_6.toml': {
    operator: tumbling({
      size,
      measures: {
        s: sum((row: Row) =>
          number(
            String(row.raw)
              .split('blah')
              .filter((one) => one !== '')
              .at(-2),
          ),
        ),
      },
    }),
    parse: (text) => ({ raw: /raw="([^"]*)"/.exec(text)?.[1] }),
    columns: ['s'],
  },
  'where-1.toml': { operator: where<Row>(({ thing_a, thing_b }) => thing_a === thing_b) },
  'where-2.toml': { operator: where<Row>(({ thing_a }) => thing_a === 5) },
  'where-3.toml': {
    operator: where<Row>(({ thing_a, thing_b }) => (thing_a as number) > (thing_b as number)),
  },
  'where-4.toml': { operator: where<Row>(({ bval }) => !checked(bval)) },
  'where-5.toml': { operator: where<Row>(({ bval }) => checked(bval)) },
  'where-8.toml': { operator: where<Row>(({ bval }) => checked(bval)) },
  'where-9.toml': {
    operator: where<Row>(({ response_ms }) => {
      if (typeof response_ms !== 'number') throw new Error('Expected numeric operands');
      return response_ms / 2 < 4;
    }),
  },
  'where-10.toml': { operator: where<Row>(({ thing_a, thing_b }) => `${thing_a}${thing_b}` === '65') },
  'logical-expr-2.toml': { operator: where<Row>(({ a, b }) => a === true && b === true) },
  'nested_values_1.toml': {
    operator: where<Row>((row) => {
      const [x, y] = [at(row, 'thing_a', 'x'), at(row, 'thing_b', 'y')];
      if (x === undefined || !Array.isArray(y)) throw new Error('No value for key "x", or expected array');
      return x === y.at(-1);
    }),
  },
};

/** What the others are about, none of which is an operator of ours. */
const NOT_COMPARED: readonly (readonly [files: RegExp, reason: string])[] = [
  [
    /^(parse|logfmt|json_output|fields_except|missing_optional|split_([1-37-9]|10))/,
    'reads lines, or writes them',
  ],
  [
    /^(field_expr|func_arg|if-|math_|string_|logical-expr-1|parseDate|where-1[12])/,
    'expressions and their dates',
  ],
  [/^(not_an_agg|where-[67]|aliases\/alias_with)/, 'refuses a query in its own language'],
  [/^sort_by_expr/, 'orders all rows, without a window; top orders those of a window by one number'],
];

const files = (): readonly string[] =>
  listShared(FOLDER).flatMap((name) =>
    name.endsWith('.toml') ? [name] : listShared(`${FOLDER}/${name}`).map((inner) => `${name}/${inner}`),
  );

/** The texts of one of their files: these are simple enough to be found without a TOML parser. */
const part = (file: string, name: string): string =>
  new RegExp(`^${name} = (?:"""|''')\\n?([\\s\\S]*?)(?:"""|''')`, 'm').exec(
    readShared(`${FOLDER}/${file}`),
  )?.[1] ??
  new RegExp(`^${name} = "(.*)"$`, 'm').exec(readShared(`${FOLDER}/${file}`))?.[1] ??
  '';

const cells = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^-+$/.test(line))
    .map((line) => line.trim().split(/ {2,}|(?<=…) /));

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(2);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value).map(([key, inner]) => `${key}:${shown(inner)}`)}}`;
  const text = String(value);
  // They cut what is too long for a terminal.
  return text.length > 119 ? `${text.slice(0, 118)}…` : text;
};

describeWithData('angle-grinder: queries over lines', FOLDER, () => {
  for (const [file, { operator, parse, columns }] of Object.entries(CASES)) {
    test(file, () => {
      const lines = part(file, 'input')
        .split('\n')
        .filter((line) => line !== '');
      const rows = lines.map((line): Line => ({ time: 0, ...(parse ?? JSON.parse)(line) }));
      const batches = stepChunks(operator as never, [chunkOf(rows), END], {});
      const said = rowsOf(batches) as Fields[];
      const expected = cells(part(file, 'output'));
      if (columns === undefined) {
        const texts = said.map((row) =>
          Object.keys(row)
            .filter((name) => name !== 'time')
            .toSorted()
            .map((name) => `[${name}=${shown(row[name])}]`),
        );
        expect(texts).toEqual(expected);
        // What they say on stderr is a rejected row here, each; of two that are the same they tell once.
        const told = part(file, 'error')
          .split('\n')
          .filter((line) => line !== '');
        if (told.length > 0) expect(rejectedOf(batches).length).toBe(told.length);
      } else {
        const texts = said.map((row) => columns.map((name) => shown(row[name])));
        expect(texts.map(String).toSorted()).toEqual(expected.slice(1).map(String).toSorted());
      }
    });
  }

  test('every file is compared, or named as not comparable with the reason', () => {
    const named = (file: string): boolean => NOT_COMPARED.some(([pattern]) => pattern.test(file));
    expect(files().filter((file) => CASES[file] === undefined && !named(file))).toEqual([]);
    expect(Object.keys(CASES).filter((file) => named(file))).toEqual([]);
  });
});
