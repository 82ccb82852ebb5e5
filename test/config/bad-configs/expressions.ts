import { type BadConfig, measure, streams } from './bad-config.js';

const where = (inside: string): string =>
  streams(`s: { where: ${inside}, window: 10s, measure: { n: count() }, to: [stdout] }`);
const pipeline = (inside: string): string => `version: 1
pipelines:
  web:
    source: { file: access.log, format: access-log }
    ${inside}
    streams: { s: { window: 10s, measure: { n: count() }, to: [stdout] } }
`;

/** Measures, conditions, derived fields, and streams that take their rows from others. */
export const EXPRESSIONS: readonly BadConfig[] = [
  {
    what: 'a measure is unknown',
    text: measure('⟦avg⟧(duration)'),
    code: 'unknown-name',
    message: 'no measure "avg"',
    suggestion: '"mean"',
  },
  {
    what: 'a measure is misspelt',
    text: measure('⟦cuont⟧()'),
    code: 'unknown-name',
    message: 'no measure "cuont"',
    suggestion: '"count"',
  },
  {
    what: 'a measure is a name without brackets',
    text: measure('⟦count⟧'),
    code: 'expression',
    message: 'A measure is one call',
    suggestion: 'count()',
  },
  {
    what: 'measures are divided',
    text: measure('"⟦count() / sum(size)⟧"'),
    code: 'expression',
    message: 'A measure is one call',
    suggestion: 'ratio',
  },
  {
    what: 'a percentile is written with a dot',
    text: measure('⟦p99.9⟧(duration)'),
    code: 'expression',
    message: 'no dot',
    suggestion: 'percentile(duration, 99.9)',
  },
  {
    what: 'a percentile that has no name of its own is written like one',
    text: measure('⟦p75⟧(duration)'),
    code: 'unknown-name',
    message: 'no measure "p75"',
    suggestion: '"percentile(duration, 75)"',
  },
  {
    what: 'a percentile is of a text',
    text: measure('p95(⟦path⟧)'),
    code: 'expression',
    message: 'path is no number',
  },
  {
    what: 'a percentile is above 100',
    text: measure('"percentile(duration, ⟦101⟧)"'),
    code: 'expression',
    message: 'between 0 and 100',
  },
  {
    what: 'a percentile is not given',
    text: measure('⟦percentile(duration)⟧'),
    code: 'expression',
    message: 'percentile takes 2 arguments, not 1',
    suggestion: 'percentile(duration, 99.9)',
  },
  {
    what: 'a sum has no field',
    text: measure('⟦sum()⟧'),
    code: 'expression',
    message: 'sum takes 1 argument, not 0',
    suggestion: 'sum(size)',
  },
  {
    what: 'a count has two conditions',
    text: measure('⟦"count(status > 1, size > 1)"⟧'),
    code: 'expression',
    message: 'count takes at most 1 argument, not 2',
    suggestion: 'count()',
  },
  {
    what: 'a count is of a number',
    text: measure('count(⟦status⟧)'),
    code: 'expression',
    message: 'status is a number',
    suggestion: 'status != 0',
  },
  {
    what: 'a sum is of a field that the format has not',
    text: measure('sum(⟦bytes⟧)'),
    code: 'unknown-field',
    message: 'no field "bytes"',
    suggestion: 'write size',
  },
  {
    what: 'a ratio is of a measure that comes later',
    text: streams(
      's: { window: 10s, to: [stdout], measure: { r: "ratio(⟦errors⟧, hits)", errors: count(status > 499), hits: count() } }',
    ),
    code: 'expression',
    message: '"errors" comes after this one',
    suggestion: 'before',
  },
  {
    what: 'a ratio is of a measure that is misspelt',
    text: measure('"ratio(⟦hist⟧, hits)"'),
    code: 'expression',
    message: 'no measure "hist"',
    suggestion: '"hits"',
  },
  {
    what: 'a ratio is of calls',
    text: measure('"ratio(⟦count⟧(status > 499), hits)"'),
    code: 'expression',
    message: 'name of a measure',
    suggestion: 'a measure of its own',
  },
  {
    what: 'a ratio is of a text',
    text: streams(
      's: { window: 10s, to: [stdout], measure: { p: first(path), hits: count(), r: "ratio(⟦p⟧, hits)" } }',
    ),
    code: 'expression',
    message: 'p is no number',
  },
  {
    what: 'the first of something computed is asked for',
    text: measure('first(⟦status + 1⟧)'),
    code: 'expression',
    message: 'name of a field',
    suggestion: 'derive',
  },
  {
    what: 'a bracket is missing',
    text: measure('"count(status >= 500⟦"⟧'),
    code: 'expression',
    message: ') is missing at the end',
  },
  {
    what: 'a condition names a field that the format has not',
    text: where('⟦stauts⟧ >= 500'),
    code: 'unknown-field',
    message: 'no field "stauts"',
    suggestion: '"status"',
  },
  {
    what: 'a condition names a field that is called otherwise',
    text: where('⟦uri⟧ == "/"'),
    code: 'unknown-field',
    message: 'no field "uri"',
    suggestion: 'write path: the format access-log calls it so',
  },
  {
    what: 'a condition is a number',
    text: where('⟦status⟧'),
    code: 'expression',
    message: 'status is a number',
    suggestion: 'status != 0',
  },
  {
    what: 'a condition is like one of SQL',
    text: where('status >= 500 ⟦and⟧ size > 1'),
    code: 'expression',
    message: 'and',
    suggestion: '&&',
  },
  {
    what: 'a condition has a duration',
    text: where('duration > ⟦500ms⟧'),
    code: 'expression',
    message: 'Numbers have no units here',
    suggestion: '500, in milliseconds',
  },
  {
    what: 'a condition has an unclosed quote',
    text: where("'path == ⟦\"/api⟧'"),
    code: 'expression',
    message: 'no end',
    suggestion: 'close it with the same quote',
  },
  {
    what: 'a pattern of a condition is none',
    text: where('\'path.matches(⟦"("⟧)\''),
    code: 'expression',
    message: 'pattern',
  },
  {
    what: 'a condition is empty',
    text: where('"⟦"⟧'),
    code: 'expression',
    message: 'empty',
    suggestion: 'status >= 500',
  },
  {
    what: 'the condition for all streams names an unknown field',
    text: pipeline('where: ⟦staus⟧ != 404'),
    code: 'unknown-field',
    message: 'no field "staus"',
    suggestion: '"status"',
  },
  {
    what: 'a derived field is made of an unknown one',
    text: pipeline('derive: { slow: ⟦durration⟧ > 500 }'),
    code: 'unknown-field',
    message: 'no field "durration"',
    suggestion: '"duration"',
  },
  {
    what: 'a derived field is made of a later one',
    text: pipeline('derive: { a: ⟦b⟧ + 1, b: status + 1 }'),
    code: 'unknown-field',
    message: '"b" comes after this one',
    suggestion: 'before',
  },
  {
    what: 'the time is derived',
    text: pipeline('derive: { ⟦time⟧: status }'),
    code: 'contradiction',
    message: 'cannot be derived',
    suggestion: 'time: { field:',
  },
  {
    what: 'a stream takes its rows from one that there is not',
    text: streams(
      's: { window: 10s, measure: { n: count() } }\n      t: { from: ⟦ss⟧, window: 1m, measure: { m: max(n) }, to: [stdout] }',
    ),
    code: 'unknown-name',
    message: 'no stream "ss"',
    suggestion: '"s"',
  },
  {
    what: 'a stream takes its rows from itself',
    text: streams('s: { from: ⟦s⟧, window: 10s, measure: { n: count() }, to: [stdout] }'),
    code: 'contradiction',
    message: 'from itself',
    suggestion: 'take from out',
  },
  {
    what: 'two streams take their rows from each other',
    text: streams(
      'a: { from: b, window: 10s, measure: { n: count() } }\n      b: { from: ⟦a⟧, window: 10s, measure: { m: max(n) }, to: [stdout] }',
    ),
    code: 'contradiction',
    message: 'a and b take their rows from each other, in a circle',
    suggestion: 'from: rows',
  },
  {
    what: 'a condition names a field that rows of health have not',
    text: streams('s: { from: health, where: "⟦lags⟧ > 5", to: [stdout] }'),
    code: 'unknown-field',
    message: 'lags',
    suggestion: 'lag',
  },
  {
    what: 'a stream has a name that means something else',
    text: streams('⟦rejected⟧: { window: 10s, measure: { n: count() }, to: [stdout] }'),
    code: 'bad-value',
    message: '"rejected" means something else',
    suggestion: 'another name',
  },
  {
    what: 'a stream of streams reads a field that is gone',
    text: streams(
      's: { window: 10s, measure: { rate: rate() } }\n      t: { from: s, window: 1m, measure: { m: max(⟦status⟧) }, to: [stdout] }',
    ),
    code: 'unknown-field',
    message: 'no field "status"',
  },
  {
    what: 'a field of another stream is misspelt',
    text: streams(
      's: { window: 10s, measure: { rate: rate() } }\n      t: { from: s, window: 1m, measure: { m: max(⟦rat⟧) }, to: [stdout] }',
    ),
    code: 'unknown-field',
    message: 'no field "rat"',
    suggestion: '"rate"',
  },
];
