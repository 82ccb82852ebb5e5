import { describe, expect, it } from 'vitest';
import { load } from './kit.js';

const config = (tests: string): string => `
version: 1
pipelines:
  web:
    source: { file: access.log, format: access-log }
    streams:
      errors:
        by: [section]
        window: 10s
        measure: { hits: count(), errors: count(status >= 500) }
        alerts: { many: { value: errors, above: 5 }, twice: { value: errors, above: 9 } }
      later: { from: errors, alerts: { twice: { value: errors, above: 9 } } }
    tests:
      - ${tests}
`;

const faults = (tests: string): readonly string[] =>
  load(config(tests)).diagnostics.map(
    ({ place, message, suggestion }) =>
      `${place?.column}: ${message}${suggestion === undefined ? '' : ` ${suggestion}`}`,
  );

const expecting = (expected: string): readonly string[] =>
  faults(`{ name: it, feed: [{ rate: 1/s, for: 1s }], expect: ${expected} }`);

describe('a test is refused before it runs', () => {
  it.each([
    ['{ many: [{ stat: firing }] }', 'There is no field "stat"'],
    ['{ many: [{ state: fires }] }', 'The states are firing, ok and no_data.'],
    ['{ many: [{ state: pending }] }', 'The states are firing, ok and no_data.'],
    ['{ many: [{ path: /x }] }', 'There is no field "path"'],
    ['{ many: [{ within: 60s }] }', 'no range of times'],
    ['{ mny: [] }', 'did you mean "many"?'],
    ['{ twice: [] }', 'Several streams have an alert "twice". write errors/twice'],
    ['{ later/many: [] }', 'There is no alert or stream "later/many"'],
    ['{ errors: [{ hit: 1 }] }', 'did you mean "hits"?'],
  ])('where it expects %s', (expected, message) => {
    expect(expecting(expected).join('\n')).toContain(message);
    expect(expecting(expected)).toHaveLength(1);
  });

  it.each([
    ['{ rate: 20 per second, for: 1s }', 'is not a rate'],
    ['{ rate: 1/s, for: 1s, row: { statu: 500 } }', 'did you mean "status"?'],
    ['{ rate: 1/s, for: 1s, row: { status: "500" } }', 'status is a number in rows of this source, or null.'],
    ['{ rate: 1/s, for: 1s, row: { status: [200, "500"] } }', 'status is a number'],
    ['{ rate: 1/s, for: 1s, row: { status: [] } }', 'This list is empty'],
    ['{ rate: 1/s, for: 1s, row: { time: 5 } }', 'no field time of its own'],
    ['{ rows: [{ status: [200] }] }', 'status is a number'],
    ['{ rows: [{ time: yesterday }] }', 'The time of this row cannot be read.'],
    ['{ rows: [{ time: 5 }] }', 'The time of this row cannot be read.'],
  ])('where it is fed %s', (feed, message) => {
    const found = faults(`{ name: it, feed: [${feed}], expect: {} }`);
    expect(found.join('\n')).toContain(message);
    expect(found).toHaveLength(1);
  });

  it('where an invariant is about a stream or field that there is not', () => {
    expect(faults('{ invariant: hits > 0, on: error }').join()).toContain('did you mean "errors"?');
    expect(faults('{ invariant: hit > 0, on: errors }').join()).toContain('did you mean "hits"?');
  });

  it('and not where all is well', () => {
    expect(
      expecting('{ many: [{ state: firing, section: /, at: 10s }], errors/twice: [], later/twice: [] }'),
    ).toEqual([]);
    expect(
      expecting('{ later/twice: [{ section: / }], errors: [{ hits: 1, start: 0, partial: true }] }'),
    ).toEqual([]);
    expect(faults('{ invariant: hits >= errors, on: later }')).toEqual([]);
  });
});
