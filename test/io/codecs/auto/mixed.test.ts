import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import type { Decoder } from '../../../../src/io/codecs/codec.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { runs } from '../../../support/runs.js';
import { decodeAll } from '../decode-all.js';

const clf = (path: string, status = 200): string =>
  `192.0.2.1 - - [01/May/2024:12:00:01 +0000] "GET ${path} HTTP/1.1" ${status} 5 "-" "curl"`;
const NOTICE = '2024/05/01 12:00:00 plain words about what begins';
const SCRIPT = '/docker-entrypoint.sh: Configuration complete; ready for start up';
const JSON_REQUEST =
  '{"time":"2024-05-01T12:00:02Z","remote_addr":"192.0.2.7","request":"GET /j HTTP/1.1","status":503,"body_bytes_sent":7}';
const JSON_WORDS = '{"time":"2024-05-01T12:00:03Z","level":"info","msg":"started"}';

const taken = (
  text: string,
): {
  readonly said: readonly unknown[];
  readonly rows: readonly Row[];
  readonly reasons: readonly string[];
} => {
  const said: unknown[] = [];
  const codec = auto({
    onFormat: (name, { agree, of }) => said.push([name, agree, of]),
    onChange: (name, offset) => said.push([name, offset]),
    onOther: (name, { count, of, example }) => said.push([name, count, of, example]),
  });
  const { rows, rejected } = decodeAll(codec, text);
  return { said, rows, reasons: rejected.map(({ reason }) => reason) };
};

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one);

describe('a server that starts before its requests', () => {
  test('its messages are no rows of their own', () => {
    const { said, rows, reasons } = taken(text(SCRIPT, NOTICE, clf('/a'), clf('/b', 503), clf('/c', 503)));
    expect(rows.map(({ status }) => status)).toEqual([200, 503, 503]);
    expect(reasons).toEqual(['malformed', 'not-a-request']);
    expect(said).toEqual([['access-log', 1, 3]]);
  });

  test('however many there are', () => {
    const { rows, reasons } = taken(text(...times(60, NOTICE), clf('/a', 503)));
    expect(rows).toMatchObject([{ status: 503 }]);
    expect(reasons).toEqual(times(60, 'not-a-request'));
  });

  test('those of which more came than are held are rows of lines, and requests take over at the first', () => {
    const { said, rows } = taken(text(...times(150, NOTICE), clf('/a', 503), NOTICE));
    expect(rows).toHaveLength(151);
    expect(rows.at(-1)).toMatchObject({ status: 503, path: '/a' });
    expect(said).toEqual([
      ['lines', 100, 100],
      ['access-log', 150 * (NOTICE.length + 1)],
    ]);
  });

  test('between requests they are counted as what they are', () => {
    const { rejected } = decodeAll(auto(), text(clf('/a'), NOTICE, 'noise', JSON_WORDS));
    expect(rejected.map(({ reason, detail }) => [reason, detail?.slice(0, 30)])).toEqual([
      ['not-a-request', 'It begins with a date, and is '],
      ['malformed', expect.any(String)],
      ['not-a-request', 'It is a line of jsonl, and no '],
    ]);
  });
});

describe('a request that a container’s log has in pieces', () => {
  const line = clf('/a/b', 503);
  const [begin, end] = [line.slice(0, 50), line.slice(50)];
  const cri = (tag: string, stream: string, words: string): string =>
    `2024-05-01T12:00:00.000000001Z ${stream} ${tag} ${words}`;
  const docker = (log: string): string =>
    JSON.stringify({ log, stream: 'stdout', time: '2024-05-01T12:00:00Z' });
  const NGINX = '2024/05/01 12:00:00 [notice] 1#1: start worker processes';

  test.each<[string, string]>([
    ['CRI', text(cri('P', 'stdout', begin), cri('F', 'stderr', NGINX), cri('F', 'stdout', end))],
    ['Docker', text(docker(`${SCRIPT}\n`), docker(begin), docker(`${end}\n`))],
  ])('is a row where it comes before all that tells: %s', (_, input) => {
    for (const options of [{}, { requests: true as const }]) {
      const { rows, rejected } = decodeAll(auto(options), input);
      expect(rows).toMatchObject([{ path: '/a/b', status: 503 }]);
      expect(rejected).toHaveLength(1);
    }
  });

  test('is waited for where the source has nothing more for the moment', () => {
    for (const options of [{}, { requests: true as const }]) {
      const decoder = auto(options).decoder('all');
      expect(decoder.decode(Buffer.from(text(cri('P', 'stdout', begin)))).rows).toEqual([]);
      expect(decoder.settle?.(0)).toMatchObject({ rows: [], rejected: [] });
      const resumed = auto(options).decoder('all', { offset: 93, saved: decoder.save() });
      const input = Buffer.from(text(cri('F', 'stdout', end)));
      expect(decoder.decode(input).rows).toMatchObject([{ path: '/a/b' }]);
      expect(resumed.decode(input).rows).toMatchObject([{ path: '/a/b' }]);
    }
  });

  test('is put together over a restart where another format was taken', () => {
    const first = Buffer.from(text(JSON_REQUEST, JSON_REQUEST, cri('P', 'stdout', begin)));
    const decoder = auto().decoder('all');
    expect(decoder.decode(first).rows).toHaveLength(2);
    const resumed = auto().decoder('all', { offset: first.length, saved: structuredClone(decoder.save()) });
    const rest = Buffer.from(text(cri('P', 'stdout', '-'), cri('F', 'stdout', end)));
    expect(resumed.decode(rest)).toEqual(decoder.decode(rest));
  });

  test('that never ends is rejected at the end', () => {
    const { rows, rejected } = decodeAll(auto(), text(cri('P', 'stdout', begin)));
    expect(rows).toEqual([]);
    expect(rejected).toHaveLength(1);
  });
});

describe('several formats in one input', () => {
  test('a request is a row, whatever format was taken', () => {
    const { said, rows, reasons } = taken(text(clf('/a'), JSON_REQUEST, clf('/b')));
    expect(rows.map(({ path }) => path)).toEqual(['/a', '/j', '/b']);
    expect(rows[1]).toMatchObject({ status: 503, host: '192.0.2.7', size: 7 });
    expect(reasons).toEqual([]);
    expect(said).toEqual([
      ['access-log', 1, 1],
      ['jsonl', 1, 3, JSON_REQUEST],
    ]);
  });

  test('what explains more lines takes over, and loses no request', () => {
    const { said, rows, reasons } = taken(text(clf('/a'), ...times(6, JSON_WORDS), clf('/b')));
    expect(said.slice(0, 2)).toEqual([
      ['access-log', 1, 1],
      ['jsonl', clf('/a').length + 1 + JSON_WORDS.length + 1],
    ]);
    expect(rows.map(({ path, msg }) => path ?? msg)).toEqual(['/a', ...times(5, 'started'), '/b']);
    expect(reasons).toEqual(['not-a-request']);
  });

  test('JSON in a log of plain lines stays a part of it', () => {
    const { said, rows, reasons } = taken(
      text(NOTICE, NOTICE, JSON_WORDS, NOTICE, '  at main (main.c:1)', NOTICE),
    );
    expect(said).toEqual([['lines', 4, 6]]);
    expect(rows).toHaveLength(6);
    expect(reasons).toEqual([]);
  });

  test('a line or two of plain words make no log of JSON plain lines', () => {
    const { said, rows, reasons } = taken(text(NOTICE, JSON_WORDS, JSON_WORDS));
    expect(said).toEqual([['jsonl', 2, 3]]);
    expect([rows.length, reasons]).toEqual([2, ['malformed']]);
  });
});

test('lines that are held are given when the source has nothing more', () => {
  const decoder = auto().decoder('all');
  expect(decoder.decode(Buffer.from(text(NOTICE, NOTICE))).rows).toEqual([]);
  expect([decoder.holds, decoder.pending, decoder.lines]).toEqual([true, 0, 0]);
  expect(decoder.settle?.(0)?.rows).toHaveLength(2);
  expect([decoder.holds, decoder.lines]).toEqual([false, 2]);
  expect(decoder.decode(Buffer.from(text(NOTICE, clf('/a')))).rows).toMatchObject([
    { line: NOTICE },
    { path: '/a' },
  ]);
});

test('what is held is bounded', () => {
  const decoder = auto().decoder('all');
  const long = `2024/05/01 12:00:00 ${'x'.repeat(30_000)}`;
  expect(decoder.decode(Buffer.from(text(long, long))).rows).toHaveLength(0);
  expect(decoder.decode(Buffer.from(text(long))).rows).toHaveLength(3);
});

test.each([
  [{ format: 'access-log' }, 'access-log'],
  [{ format: 'access-log', decoder: undefined }, 'access-log'],
  [{ format: 'w3c', decoder: w3cState() }, 'w3c'],
])('goes on from what the release before this one saved: %j', (saved, format) => {
  const line = format === 'w3c' ? '2024-05-01 12:00:00 GET /w 200' : clf('/w');
  const decoder = auto().decoder('all', { offset: 100, saved });
  expect(decoder.decode(Buffer.from(text(line, 'noise'))).rows).toMatchObject([{ path: '/w', status: 200 }]);
});

test('goes on within a line that was too long for the release before this one', () => {
  const decoder = auto({ maxLineBytes: 200 }).decoder('all', {
    offset: 100,
    saved: { line: { skipping: true } },
  });
  const { rows, rejected } = decoder.decode(Buffer.from(text('the rest', clf('/a'))));
  expect([rows.length, rejected.length]).toEqual([1, 0]);
});

/** As the W3C decoder saves its header. */
function w3cState(): unknown {
  const decoder = auto().decoder('all');
  decoder.decode(Buffer.from('#Fields: date time cs-method cs-uri-stem sc-status\n'));
  return (decoder.save() as { readonly decoder: unknown }).decoder;
}

const LINES = fc.array(
  fc.oneof(
    fc.constantFrom(clf('/a'), clf('/b', 503), JSON_REQUEST),
    fc.constantFrom(
      NOTICE,
      SCRIPT,
      JSON_WORDS,
      'noise',
      '',
      ' at main',
      'ts=1700000000 a=b',
      'x'.repeat(300),
    ),
  ),
  { maxLength: 60 },
);

const run = (decoder: Decoder<Row>, bytes: Buffer, cuts: readonly number[]): unknown => {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const parts = ends.map((end, i) => decoder.decode(bytes.subarray(i === 0 ? 0 : ends[i - 1], end)));
  const all = [...parts, decoder.end()];
  return {
    rows: all.flatMap(({ rows }) => rows),
    rejected: all.flatMap(({ rejected }) => rejected),
    lines: decoder.lines,
  };
};

test('wherever a mixed input is cut, it is read alike', () => {
  fc.assert(
    fc.property(LINES, fc.array(fc.nat(), { maxLength: 12 }), fc.boolean(), (lines, cuts, ends) => {
      const bytes = Buffer.from(ends ? text(...lines) : lines.join('\n'));
      const options = { maxLineBytes: 250 };
      expect(run(auto(options).decoder('all'), bytes, cuts)).toEqual(
        run(auto(options).decoder('all'), bytes, []),
      );
    }),
    { numRuns: runs(60) },
  );
});

test('wherever a decoder stops, another goes on alike', () => {
  fc.assert(
    fc.property(LINES, fc.nat(), (lines, at) => {
      const bytes = Buffer.from(text(...lines));
      const whole = decodeAll(auto(), bytes);
      const stop = at % (bytes.length + 1);
      const first = auto().decoder('all');
      const before = first.decode(bytes.subarray(0, stop));
      const offset = stop - first.pending;
      const second = auto().decoder('all', { offset, saved: structuredClone(first.save()) });
      const after = [second.decode(bytes.subarray(offset)), second.end()];
      expect([before, ...after].flatMap(({ rows }) => rows)).toEqual(whole.rows);
      expect([before, ...after].flatMap(({ rejected }) => rejected)).toEqual(whole.rejected);
      expect(first.lines + second.lines).toBe(whole.rows.length + whole.rejected.length);
    }),
    { numRuns: runs(60) },
  );
});

test('wherever reading begins, the requests from there on are the same rows', () => {
  fc.assert(
    fc.property(LINES, fc.nat(), (lines, at) => {
      const from = at % (lines.length + 1);
      const requests = (all: readonly string[]): unknown =>
        decodeAll(auto(), text(...all)).rows.filter(({ status }) => typeof status === 'number');
      const before = requests(lines.slice(0, from)) as readonly unknown[];
      const whole = requests(lines) as readonly unknown[];
      expect(requests(lines.slice(from))).toEqual(whole.slice(before.length));
    }),
    { numRuns: runs(60) },
  );
});

test('where only requests are wanted, nothing else is a row, wherever it stands', () => {
  const { rows, rejected } = decodeAll(
    auto({ requests: true }),
    text(JSON_WORDS, NOTICE, JSON_REQUEST, JSON_WORDS, clf('/a'), 'noise', NOTICE),
  );
  expect(rows.map(({ path }) => path)).toEqual(['/j', '/a']);
  expect(rejected.map(({ reason }) => reason)).toEqual([
    ...['not-a-request', 'not-a-request', 'not-a-request', 'malformed', 'not-a-request'],
  ]);
});
