import { TidemarkError } from '../../../operators/tidemark-error.js';
import { type Pattern, patternInEitherSyntax } from '../../patterns/pattern.js';
import type { Codec } from '../codec.js';
import type { CodecOptions } from '../codec-options.js';
import { checkedFieldName } from '../fields/field-name.js';
import type { Row } from '../fields/row.js';
import { snakeCase } from '../fields/snake-case.js';
import { WantedNames } from '../fields/wanted-names.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { TIME_FIELDS } from '../time/time-fields.js';
import { timeReader } from '../time/time-format.js';
import { RegexParser } from './regex-parser.js';

/**
 * Lines read by a regular expression with named groups: `^(?<host>\S+) \[(?<time>[^\]]+)\] (?<status>\d+)`.
 *
 * The groups are the fields, text as it is written (measures and conditions read the numbers in it); one that took no part
 * is null. The pattern
 * may match anywhere in the line unless it says `^`; a line it does not match is rejected as `malformed`.
 *
 * The syntax is RE2's, and so is the time, linear in the line: the lines are not to be trusted, and a backtracking engine can
 * be stopped by a single one. It knows no backreferences and no lookaround. `docs/patterns.md` says when it is fast.
 *
 * The time is in the group `time.field`, or else in the first with a usual name: time, ts, timestamp, time_local …
 *
 * @throws TidemarkError `bad-options` for a pattern that is none, has no named groups or none for the time, and for a
 * limit or time format that cannot be.
 *
 * @example
 * ```ts
 * import { file, regexCodec } from 'tidemark';
 *
 * const source = file({ path: 'app.log', codec: regexCodec('^(?<time>\\\\S+) (?<level>\\\\w+) (?<text>.*)$') });
 * ```
 */
export function regex(pattern: string, options: CodecOptions = {}): Codec<Row> {
  const { time = {} } = options;
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  const compiled = compile(pattern);
  const { groups } = compiled;
  for (const name of groups.keys()) checkedFieldName(name);
  const timeGroup =
    time.field === undefined
      ? TIME_FIELDS.find((name) => groups.has(name))
      : groupNamed(time.field, [...groups.keys()]);
  if (timeGroup === undefined || !groups.has(timeGroup)) {
    const known = [...groups.keys()].join(', ') || 'none';
    const missing = timeGroup === undefined ? 'has no group for the time' : `has no group ${timeGroup}`;
    throw new TidemarkError(
      'bad-options',
      `The regular expression ${missing}; name one (?<time>…). Its named groups: ${known}.`,
    );
  }
  const parserOptions = { pattern: compiled, timeGroup, readTime: timeReader(time) };
  return {
    fields: ['time', ...[...groups.keys()].filter((name) => name !== 'time')],
    decoder(fields, { offset = 0, saved, written } = {}) {
      const readTime = timeReader(time, written);
      const parser = new RegexParser(new WantedNames(fields), { ...parserOptions, readTime });
      return new LineDecoder(() => parser, { maxLineBytes, offset, saved, clock: readTime.clock });
    },
  };
}

/** The group of this name, or the only one that is the same in snake case. */
function groupNamed(field: string, groups: readonly string[]): string {
  const alike = groups.filter((name) => snakeCase(name) === snakeCase(field));
  const [only] = alike;
  return groups.includes(field) || only === undefined || alike.length > 1 ? field : only;
}

function compile(pattern: string): Pattern {
  try {
    return patternInEitherSyntax(pattern);
  } catch (error) {
    throw new TidemarkError(
      'bad-options',
      `The regular expression cannot be used: ${(error as Error).message}. Backreferences and lookaround are not supported.`,
      { cause: error },
    );
  }
}
