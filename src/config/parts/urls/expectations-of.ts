import type {
  HeaderCondition,
  HttpExpectations,
  JsonCondition,
} from '../../../io/actions/check/http/http-expectations.js';
import { parseJsonCondition } from '../../../io/actions/check/http/json/parse-json-condition.js';
import type { Pattern } from '../../../io/patterns/pattern.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Complain } from './network-of.js';
import type { PatternCache } from './pattern-cache.js';
import { statusRanges } from './status-ranges.js';
import type { TargetDefaults } from './target-settings.js';

type Expect = NonNullable<TargetDefaults['expect']>;

const SUCCESS: HttpExpectations['status'] = [[200, 299]];

/** What an answer of HTTP is to be. What cannot be read is complained of, and left out. */
export const expectationsOf = (
  expect: Expect = {},
  patterns: PatternCache,
  complain: Complain,
): HttpExpectations => {
  const read = <T>(path: readonly (string | number)[], make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      complain(['expect', ...path], error.message);
      return undefined;
    }
  };
  const pattern = (key: 'body' | 'not_body' | 'final_url'): Pattern | undefined => {
    const source = expect[key];
    return source === undefined ? undefined : read([key], () => patterns.pattern(source));
  };
  const { status, json, headers = {}, certificate } = expect;
  return {
    status:
      status === undefined ? SUCCESS : (read(['status'], () => statusRanges([status].flat())) ?? SUCCESS),
    body: pattern('body'),
    notBody: pattern('not_body'),
    json: [json ?? []].flat().flatMap((text, i): readonly JsonCondition[] => {
      const condition = read(Array.isArray(json) ? ['json', i] : ['json'], () => parseJsonCondition(text));
      return condition === undefined ? [] : [condition];
    }),
    headers: Object.entries(headers).flatMap(([name, value]) => {
      const condition = read(['headers', name], () => headerCondition(name, value, patterns));
      return condition === undefined ? [] : [condition];
    }),
    finalUrl: pattern('final_url'),
    certificate,
  };
};

const headerCondition = (
  name: string,
  value: string | boolean | { readonly not: string },
  patterns: PatternCache,
): HeaderCondition => ({
  name: name.toLowerCase(),
  value:
    typeof value === 'boolean' ? undefined : patterns.pattern(typeof value === 'string' ? value : value.not),
  not: value === false || typeof value === 'object',
});
