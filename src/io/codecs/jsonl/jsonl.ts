import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Codec } from '../codec.js';
import type { CodecOptions } from '../codec-options.js';
import { checkedFieldName } from '../fields/field-name.js';
import { NameClashes } from '../fields/name-clashes.js';
import type { Row } from '../fields/row.js';
import { snakeCase } from '../fields/snake-case.js';
import { WantedNames } from '../fields/wanted-names.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { timeReader } from '../time/time-format.js';
import { JsonField } from './json-field.js';
import { type JsonPath, jsonPath } from './json-path.js';
import { jsonText } from './json-text.js';
import { JsonlParser } from './jsonl-parser.js';
import { PRESET_NAMES } from './presets/presets.js';

export interface JsonlOptions extends Omit<CodecOptions, 'requests'> {
  /** Fields by name and the path of each: `{ user: 'user.id', first: 'items[0].name', id: '"a.b".c' }`. */
  readonly fields?: Readonly<Record<string, string>>;
  /**
   * What a number in `duration` counts, where no server is known that wrote it: rows have it in milliseconds then. Without
   * this it is as it is written; a text such as `1.2ms` says its unit by itself.
   */
  readonly durationUnit?: 's' | 'ms' | 'us' | 'ns';
  /** How deep arrays and objects may nest; 64 by default. Deeper lines are rejected as `malformed`. */
  readonly maxDepth?: number;
  /**
   * Only lines that are HTTP requests are rows, others are rejected as `not-a-request`: requests of any of the presets
   * (`true`), or as one of them writes them, such as `caddy`. Absent: every object is a row, requests are found among them.
   */
  readonly requests?: boolean | string;
}

const MAX_DEPTH = 64;
const UNITS: readonly string[] = ['s', 'ms', 'us', 'ns'];

/**
 * JSON lines: one object on each line, perhaps after a byte-order mark or docker compose's `name  | `.
 *
 * A row has every value under its key in snake case, those of nested objects under `parent_child` (`request.uri` is
 * `request_uri`); where two keys of a line make one name, the later wins, and
 * `onWarning` is told where their values differ. Arrays stay as they are. A field with a path is what lies
 * there, if anything does. A whole number past 2^53 is the text of its digits.
 *
 * The time is in `time.field` (a key, a path, or the name that rows would have for it), or in a field named `time`, or else
 * in the first usual key that holds one: time, ts, timestamp, @timestamp, date … An object without one is rejected as `no-time`. What
 * Traefik's `StartUTC` and Envoy's `start_time` say is when the request began: the row has the time at which it was over,
 * unless `time.stamp` is `end`.
 *
 * An HTTP request as one of the presets writes it (`presets/presets.ts`: nginx with `escape=json`, Caddy, Traefik, Envoy, Google
 * Cloud, Cloudflare, ECS and others) has the fields of `AccessLogRow` too, in their units: there `duration` is in milliseconds and
 * `host` the client, and what they measure under names of their own, such as `upstream_response_time` and `origin_duration`, is in
 * milliseconds as well. Docker's `{"log": …}` has a `line`, the log without its newline.
 *
 * A line that is nothing but a list of records, `{"records": […]}` as Azure writes it or `{"Records": […]}` as CloudTrail does, makes a
 * row of each; it is as long as a line may be.
 *
 * @throws TidemarkError `bad-options` for a path, name, unit, limit or time format that cannot be.
 *
 * @example
 * ```ts
 * import { file, jsonlCodec } from 'tidemark';
 *
 * const source = file({ path: 'app.jsonl', codec: jsonlCodec({ time: { field: 'ts' } }) });
 * ```
 */
export function jsonl(options: JsonlOptions = {}): Codec<Row> {
  const { fields: named = {}, maxDepth = MAX_DEPTH, time = {} } = options;
  if (!Number.isSafeInteger(maxDepth) || maxDepth < 1) {
    throw new TidemarkError('bad-options', `maxDepth must be a positive whole number, not ${maxDepth}.`);
  }
  if (options.durationUnit !== undefined && !UNITS.includes(options.durationUnit)) {
    throw new TidemarkError(
      'bad-options',
      `Unknown durationUnit "${options.durationUnit}"; it is s, ms, us or ns.`,
    );
  }
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  const paths = new Map(
    Object.entries(named).map(([name, path]) => [checkedFieldName(name), jsonPath(path)]),
  );
  const timePath = timePathOf(time.field, paths);
  const timeAt = timePath && new JsonField(timePath);
  const requests = checkedRequests(options.requests);
  const parserOptions = {
    paths,
    requests,
    said: new Set<string>(),
    warn: options.onWarning ?? (() => undefined),
    timeAt,
    clashes: new NameClashes(options.onWarning),
    readTime: timeReader(time),
    atStart: time.stamp !== 'end',
    maxDepth,
    durationUnit: options.durationUnit,
  };
  return {
    fields: ['time', ...[...paths.keys()].filter((name) => name !== 'time')],
    open: true,
    decoder(fields, { offset = 0, saved, written } = {}) {
      const readTime = timeReader(time, written);
      const parser = new JsonlParser(new WantedNames(fields), { ...parserOptions, readTime });
      return new LineDecoder(() => parser, { maxLineBytes, offset, saved, clock: readTime.clock });
    },
  };
}

function checkedRequests(requests: boolean | string = false): string | true | undefined {
  if (typeof requests === 'boolean') return requests || undefined;
  if (PRESET_NAMES.includes(requests)) return requests;
  throw new TidemarkError(
    'bad-options',
    `Nobody is known as "${requests}" who writes requests as JSON; there are ${PRESET_NAMES.join(', ')}.`,
  );
}

/** Where the time lies: under a name of its own, whatever way that is written, or at a path. */
function timePathOf(field: string | undefined, paths: ReadonlyMap<string, JsonPath>): JsonPath | undefined {
  if (field === undefined) return paths.get('time');
  const [, alike] = [...paths].find(([name]) => snakeCase(name) === snakeCase(field)) ?? [];
  return paths.get(field) ?? alike ?? jsonPath(field);
}

/** Whether a line is a JSON object that is an HTTP request, with a time or without. */
export function isJsonRequest(line: string): boolean {
  requestParser ??= new JsonlParser(new WantedNames([]), {
    ...{ paths: new Map(), timeAt: undefined, readTime: timeReader({}), atStart: false, maxDepth: MAX_DEPTH },
    ...{
      requests: true,
      said: new Set<string>(),
      warn: () => undefined,
      clashes: new NameClashes(undefined),
    },
  });
  const bytes = Buffer.from(line, 'utf8');
  return requestParser.parse(bytes, 0, bytes.length) !== undefined || requestParser.noTime;
}

let requestParser: JsonlParser | undefined;

/** Whether a line begins like a JSON object: `{}`, or `{` and a quoted key. */
export function isJsonl(line: string): boolean {
  const text = jsonText(line);
  return text !== undefined && /^\{\s*["}]/.test(text);
}
