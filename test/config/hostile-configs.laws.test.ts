import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { EXAMPLES } from '../support/run-config.js';
import { runs } from '../support/runs.js';
import { diagnose } from './bad-configs/diagnose.js';

const texts: readonly string[] = readFileSync(EXAMPLES, 'utf8').split(/^---$/m);

const ODD: readonly unknown[] = [
  null,
  '',
  ' ',
  '0',
  0,
  -1,
  1.5,
  1e300,
  true,
  [],
  {},
  [[]],
  [null],
  { a: null },
  '{a}',
  '{a:b}',
  '${X}',
  '${',
  '${file:}',
  '$${X}',
  '__proto__',
  'constructor',
  'toString',
  'time',
  'stdout',
  'rows',
  'rejected',
  '*',
  '!',
  '10/s',
  '5%',
  '3x',
  '10s',
  '64MiB',
  'count()',
  'ratio(a, b)',
  'p95(',
  '(?<a',
  'a.b.c',
  '\u0000',
  '\uFEFF',
  '\u2028',
  'é'.repeat(300),
  { constructor: 1 },
  { length: 5 },
  'p99.9(x)',
];
const SIGNS = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ': ',
  ',',
  '"',
  "'",
  '#',
  ' #',
  '\n',
  '\t',
  '  ',
  '- ',
  '*a',
  '&a ',
  '!',
  '!!binary ',
  '|',
  '>',
  '%',
  '@',
  '`',
  '---\n',
  '? ',
  '<<: ',
  '${',
  '\r',
  '\u0000',
  '\uFFFE',
];

const isMapOrList = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Every place of a tree in which something stands. */
const placesIn = (tree: unknown): readonly (readonly [Record<string, unknown>, string])[] =>
  isMapOrList(tree) ? Object.keys(tree).flatMap((key) => [[tree, key] as const, ...placesIn(tree[key])]) : [];

const slip = fc.record({
  what: fc.constantFrom('delete', 'replace', 'copy', 'rename', 'swap'),
  at: fc.nat(),
  other: fc.nat(),
  odd: fc.constantFrom(...ODD),
});

const mutated = (
  text: string,
  slips: readonly { what: string; at: number; other: number; odd: unknown }[],
): string => {
  const tree: unknown = structuredClone(parse(text));
  for (const { what, at, other, odd } of slips) {
    const places = placesIn(tree);
    const [parent, key] = places[at % places.length] ?? [];
    const [second, name] = places[other % places.length] ?? [];
    if (parent === undefined || key === undefined || second === undefined || name === undefined) continue;
    if (what === 'delete') delete parent[key];
    else if (what === 'replace') parent[key] = structuredClone(odd);
    else if (what === 'copy') parent[key] = structuredClone(second[name]);
    else if (what === 'rename') {
      parent[typeof odd === 'string' ? odd : `${key}s`] = parent[key];
      if (!Array.isArray(parent)) delete parent[key];
    } else [parent[key], second[name]] = [structuredClone(second[name]), structuredClone(parent[key])];
  }
  return stringify(tree);
};

/** Whatever is wrong with a text, only diagnostics come out, each with a place inside of the text. */
const check = (text: string, offline: boolean): void => {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const found = diagnose(text, { offline, environment: { HOOK_URL: 'https://a.example/' } });
  for (const { place, message } of found.diagnostics) {
    expect(message).not.toBe('');
    expect(message).not.toMatch(/undefined|\[object/);
    if (place === undefined) throw new Error(`No place: ${message}`);
    const line = lines[place.line - 1];
    expect(line, `line ${place.line}: ${message}`).toBeDefined();
    expect(place.column).toBeGreaterThanOrEqual(1);
    expect(place.column - 1).toBeLessThanOrEqual(line?.length ?? 0);
    expect(place.length).toBeGreaterThanOrEqual(1);
  }
};

describe('hostile configs', () => {
  it('of which nodes are deleted, replaced, copied, renamed and swapped have diagnostics, and throw nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(slip, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (text, slips, offline) => check(mutated(text, slips), offline),
      ),
      { numRuns: runs(150) },
    );
  });

  it('of which characters are deleted, put in and cut off have diagnostics, and throw nothing', () => {
    const edit = fc.record({ at: fc.nat(), cut: fc.nat({ max: 6 }), put: fc.constantFrom('', '', ...SIGNS) });
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (text, edits, isCut) => {
          let hostile = text;
          for (const { at, cut, put } of edits) {
            const from = at % hostile.length;
            hostile = hostile.slice(0, from) + put + hostile.slice(from + cut);
          }
          check(isCut ? hostile.slice(0, (edits[0]?.at ?? 0) % hostile.length) : hostile, isCut);
        },
      ),
      { numRuns: runs(150) },
    );
  });

  it('that a campaign has found are refused too', () => {
    // A key that is a map with a merge key and nothing to merge; a list where a range of times is wanted.
    check('version: 1\n? { <<: x }\n: 1\n', false);
    check('version: 1\n? - a: { b: 1,\n  <<: }\n', false);
    const within =
      'tests: { t: { feed: [{ at: 0s, row: {} }], expect: { alerts: { a: [{ within: { x: [1] } }] } } } }';
    check(`version: 1\npipelines: { p: { source: stdin, streams: {}, ${within} } }\n`, false);
  });

  it('that are nested without end are refused', () => {
    for (const sign of ['[', '{ a: ', '- ', 'a:\n ']) {
      const { errors } = diagnose(`version: 1\npipelines: ${sign.repeat(5000)}`);
      expect(errors).toBeGreaterThan(0);
    }
  });

  it('as YAML that this file writes are what it reads', () => {
    for (const text of texts) expect(parseAllDocuments(mutated(text, []))[0]?.errors).toEqual([]);
  });
});
