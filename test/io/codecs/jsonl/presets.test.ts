import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { presetAbout } from '../../../../src/io/codecs/jsonl/presets/preset-about.js';
import { PRESET_NAMES } from '../../../../src/io/codecs/jsonl/presets/presets.js';
import { codecContract } from '../../../contracts/codec-contract.js';
import { decodeAll } from '../decode-all.js';
import { PRESET_SAMPLES, type PresetSample } from './preset-samples.js';

type Line = Readonly<Record<string, unknown>>;

const REQUEST_FIELDS = ['host', 'user', 'method', 'path', 'section', 'protocol', 'status', 'size', 'referer'];
const FIELDS = [...REQUEST_FIELDS, 'agent', 'vhost', 'duration'];

const decoded = (line: Line, requests: boolean | string = false, fields: readonly string[] | 'all' = 'all') =>
  decodeAll(jsonl({ requests }), JSON.stringify(line), fields);
/** The row of a line, its time as text; `{}` where it is none. */
const rowOf = (line: Line, requests: boolean | string = false, fields: readonly string[] | 'all' = 'all') => {
  const [row] = decoded(line, requests, fields).rows;
  return row === undefined ? {} : { ...row, time: new Date(row.time).toISOString() };
};
/** Whose request a line is, of all but those of anybody. */
const ownersOf = (line: Line): readonly string[] =>
  PRESET_NAMES.filter((name) => name !== 'plain' && decoded(line, name).rows.length === 1);

const isMap = (value: unknown): value is Line =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same with one key for each value, its own behind those around it. */
const dotted = (line: Line): Line =>
  Object.fromEntries(
    Object.entries(line).flatMap(([key, value]) =>
      isMap(value)
        ? Object.entries(dotted(value)).map(([below, inner]) => [`${key}.${below}`, inner])
        : [[key, value]],
    ),
  );

/** The same with every number as its digits. */
const asTexts = (value: unknown): unknown => {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(asTexts);
  return isMap(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asTexts(inner)]))
    : value;
};

const snaked = (line: Line): Line =>
  Object.fromEntries(
    Object.entries(line).map(([key, value]) => [
      key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase(),
      isMap(value) ? snaked(value) : value,
    ]),
  );

test('every preset has a sample', () => {
  expect([...new Set(PRESET_SAMPLES.map(({ preset }) => preset))].sort()).toEqual([...PRESET_NAMES].sort());
});

test('a duration is said to be one, in milliseconds, under the name that its program has for it too', () => {
  const durationsOf = (name: string): string[] =>
    presetAbout(name)
      .filter(({ unit }) => unit === 'duration')
      .map(({ name: field }) => field);
  expect(durationsOf('gcp')).toEqual(['duration', 'http_request_latency']);
  expect(durationsOf('ecs')).toEqual(['duration', 'event_duration']);
  expect(durationsOf('zap')).toEqual(expect.arrayContaining(['duration', 'latency', 'elapsed']));
  // Of these nobody knows what a number counts, or the name says it.
  expect(durationsOf('logrus')).toEqual(['duration']);
});

describe.each(PRESET_SAMPLES.map((sample) => [`${sample.preset}: ${sample.name}`, sample] as const))(
  '%s',
  (_, { preset, line, request, others = {} }) => {
    const read = (given: Line, requests: boolean | string = false) => {
      const row = rowOf(given, requests, ['time', ...FIELDS]);
      return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
    };

    test('has the fields of an access log in their units, found by itself and named', () => {
      for (const requests of [false, true, preset]) {
        expect(read(line, requests)).toMatchObject(request);
        expect(rowOf(line, requests)).toMatchObject({ ...request, ...others });
      }
      // One at a time, too: what is not asked for is not looked for.
      for (const [field, value] of Object.entries(request))
        expect(rowOf(line, preset, [field])).toMatchObject({ [field]: value });
    });

    test('keeps everything else as it is written', () => {
      const plain = rowOf({ ...line, kept: 'x', Other: { Thing: [1] } }, true);
      expect(plain).toMatchObject({ kept: 'x', other_thing: [1] });
    });

    test('is the request of nobody else', () => {
      expect(ownersOf(line)).toEqual(preset === 'plain' ? [] : [preset]);
    });

    test('is the same with dots, in snake case, and with digits for numbers', () => {
      expect(read(dotted(line), preset)).toMatchObject(request);
      expect(read(snaked(line), preset)).toMatchObject(request);
      expect(read(asTexts(line) as Line, preset)).toMatchObject(request);
    });

    test('is never taken for another’s, whatever of it is missing or null', () => {
      const keys = Object.keys(dotted(line));
      fc.assert(
        fc.property(fc.subarray(keys), fc.subarray(keys), (missing, none) => {
          const rest = Object.fromEntries(
            Object.entries(dotted(line))
              .filter(([key]) => !missing.includes(key))
              .map(([key, value]) => [key, none.includes(key) ? null : value]),
          );
          for (const owner of ownersOf(rest)) expect(owner).toBe(preset);
          expect(decoded(rest).rows.length + decoded(rest).rejected.length).toBe(1);
        }),
        { numRuns: 10 },
      );
    });
  },
);

codecContract('jsonl with requests of everybody', () => jsonl({ requests: true }), [
  {
    name: 'samples, and what is none',
    bytes: Buffer.from(
      PRESET_SAMPLES.map(
        ({ line }) => `${JSON.stringify(line)}\n{"time":"2026-05-09T16:00:00Z","msg":"hi"}\n`,
      ).join(''),
    ),
  },
]);

test('a line is the same whatever was before it, shapes that come and go by the thousand included', () => {
  const lines = PRESET_SAMPLES.map(({ line }) => dotted(line));
  const someLine = fc
    .constantFrom(...lines)
    .chain((line) =>
      fc.subarray(Object.keys(line)).map((keys) => Object.fromEntries(keys.map((key) => [key, line[key]]))),
    );
  const times = { time: '2026-05-09T16:00:00Z' };
  fc.assert(
    fc.property(fc.array(someLine, { minLength: 2, maxLength: 300 }), (some) => {
      const texts = some.map((line) => JSON.stringify({ ...line, ...times }));
      const { rows } = decodeAll(jsonl(), texts.join('\n'));
      expect(rows).toEqual(texts.flatMap((line) => decodeAll(jsonl(), line).rows));
    }),
    { numRuns: 5 },
  );
});

describe('what is no request', () => {
  const none: readonly Line[] = [
    { level: 'info', ts: 1778342400.5, msg: 'using config from file', file: '/etc/caddy/Caddyfile' },
    { level: 'info', msg: 'Starting provider', time: '2026-05-09T16:00:00Z' },
    {
      level: 30,
      time: 1778342400000,
      reqId: 'req-1',
      req: { method: 'GET', url: '/' },
      msg: 'incoming request',
    },
    { '@t': '2026-05-09T16:00:00Z', '@mt': 'Application started.', SourceContext: 'Host' },
    {
      '@timestamp': '2026-05-09T16:00:00Z',
      '@version': '1',
      message: 'Started',
      logger_name: 'a.B',
      level: 'INFO',
    },
    {
      auditID: 'e6',
      stage: 'RequestReceived',
      requestURI: '/api',
      verb: 'get',
      stageTimestamp: '2026-05-09T16:00:00Z',
    },
    {
      ...{ start_time: '2026-05-09T16:00:00Z', duration: 1, response_flags: '-', bytes_sent: 5 },
      ...{ response_code: 0, method: null, path: null, protocol: null },
    },
    { time: '2026-05-09T16:00:00Z', status: 'ok', path: '/tmp/x', method: 'backup' },
    { time: '2026-05-09T16:00:00Z', type: 'platform.report', record: { metrics: { durationMs: 101.51 } } },
  ];

  test.each(none.map((line) => [JSON.stringify(line), line] as const))(
    'is a row, and no request: %s',
    (_, line) => {
      expect(rowOf(line)).not.toHaveProperty('section');
      for (const requests of [true, ...PRESET_NAMES])
        expect(decoded(line, requests).rejected).toMatchObject([{ reason: 'not-a-request' }]);
    },
  );

  test('is told apart line by line', () => {
    const [caddy] = PRESET_SAMPLES.filter(({ preset }) => preset === 'caddy') as readonly PresetSample[];
    const text = [none[0], caddy?.line, none[0], caddy?.line].map((line) => JSON.stringify(line)).join('\n');
    const { rows, rejected } = decodeAll(jsonl({ requests: 'caddy' }), text);
    expect(rows).toMatchObject([{ section: '/beta' }, { section: '/beta' }]);
    expect(rejected.map(({ reason, detail }) => [reason, detail])).toEqual([
      ['not-a-request', 'The line is JSON and no request as caddy writes it.'],
      ['not-a-request', 'The line is JSON and no request as caddy writes it.'],
    ]);
  });

  test('is a name that nobody has: refused', () => {
    expect(() => jsonl({ requests: 'iis' })).toThrow('there are nginx, apache');
  });
});

describe('a duration of which nothing says what it counts', () => {
  const line = {
    ...{ level: 'info', msg: 'handled', time: '2026-05-09T16:00:00Z' },
    ...{ method: 'GET', path: '/', status: 200 },
  };

  test('is left empty, and it is said once', () => {
    const said: string[] = [];
    const codec = jsonl({ onWarning: (message) => said.push(message) });
    const lines = [
      { ...line, latency: 1500 },
      { ...line, duration: 7 },
      { ...line, latency: 9 },
    ];
    const { rows } = decodeAll(codec, lines.map((each) => JSON.stringify(each)).join('\n'));
    expect(rows.map(({ duration, latency }) => [duration, latency])).toEqual([
      [null, 1500],
      [null, undefined],
      [null, 9],
    ]);
    expect(said).toEqual([
      expect.stringContaining('the numbers in latency count, so duration is left empty'),
      expect.stringContaining('the numbers in duration count, so duration is left empty'),
    ]);
  });

  test('is read and said where the other keys tell, and not said where nobody asks', () => {
    const said: string[] = [];
    const codec = jsonl({ onWarning: (message) => said.push(message) });
    const zap = JSON.stringify({ ...line, time: undefined, ts: 1778342400, latency: 0.5 });
    expect(decodeAll(codec, zap, ['status']).rows).toMatchObject([{ status: 200 }]);
    expect(said).toEqual([]);
    expect(decodeAll(codec, `${zap}\n${zap}`, ['duration']).rows).toMatchObject([
      { duration: 500 },
      { duration: 500 },
    ]);
    expect(said).toEqual([expect.stringContaining('they are read in seconds, as zap writes it')]);
  });

  test('says it by its name or its text', () => {
    const durations = [
      { latency_ms: 3 },
      { elapsedNs: 3_000_000 },
      { took: '3ms' },
      { duration_seconds: 0.003 },
    ];
    for (const duration of durations) expect(rowOf({ ...line, ...duration })).toMatchObject({ duration: 3 });
  });
});

test('a value at a path is in milliseconds as well', () => {
  const codec = jsonl({ fields: { took: 'httpRequest.latency', raw: 'insertId' } });
  const [gcp] = PRESET_SAMPLES.filter(({ preset }) => preset === 'gcp');
  expect(decodeAll(codec, JSON.stringify(gcp?.line)).rows).toMatchObject([
    { took: 58.927, raw: '1vzs264g1u90hp5' },
  ]);
});
