import { expect, it } from 'vitest';
import { insertStatement } from '../../../../src/io/sinks/postgres/insert-statement.js';
import type { ColumnFacts } from '../../../../src/io/sinks/postgres/table-facts.js';

const column = (name: string, type: string, category: string): ColumnFacts => ({
  ...{ name, type, shown: type, base: type, category, modifier: -1 },
  ...{ isDomain: false, isNeeded: false, isGenerated: false, mayInsert: true },
});
const columns = [column('n', 'integer', 'N'), column('grid', 'integer[]', 'A')];
const facts = { name: 'public.t', isPartitioned: false, columns: new Map(), keys: [] };

it('refuses lists of different length, which the server would fill up with NULL, and flattens no nested one (PG-16)', () => {
  const uneven = [{ facts, columns, elements: [['1', '2', '3'], ['"{{1,2},{3,4}}"']] }];
  expect(() => insertStatement(uneven)).toThrow('Lists of 3, 1 values for the columns of public.t.');
  expect(() => insertStatement([{ facts, columns, elements: [['1']] }])).toThrow(/Lists of 1 values/);
  const { text, values } = insertStatement([{ facts, columns, elements: [['1'], ['"{{1,2},{3,4}}"']] }]);
  expect(values).toEqual(['{1}', '{"{{1,2},{3,4}}"}']);
  expect(text).toContain('SELECT r.c0, r.c1::integer[] FROM ROWS FROM');
});
