import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstConfig } from '../../../src/config/look/first-config.js';
import { lookAt } from '../../../src/config/look/look-at.js';
import { lookText } from '../../../src/config/look/look-text.js';
import { builtParts } from '../../../src/config/parts/built-parts.js';
import type { Sample } from '../../../src/io/sources/sample.js';
import { SAMPLES } from '../../io/codecs/format-samples.js';
import { diagnose } from '../bad-configs/diagnose.js';

const sample = (text: string | Buffer, more: Partial<Sample> = {}): Sample => ({
  bytes: Buffer.from(text),
  isWhole: true,
  size: undefined,
  warnings: [],
  ...more,
});
const look = (text: string | Buffer, path = 'a.log') => lookAt(path, sample(text), builtParts);
/** What `tidemark check` says of a config. */
const checked = (text: string | undefined): string => (text === undefined ? 'none' : diagnose(text).text);

/** One request, that many seconds after midnight. */
const request = (second: number, path = '/', status = 200): string =>
  `192.0.2.1 - - [09/May/2026:00:00:${String(second).padStart(2, '0')} +0000] "GET ${path} HTTP/1.1" ${status} 2326 "-" "curl/8" 0.012\n`;

describe('a look at a log', () => {
  it.each(Object.entries(SAMPLES))('finds that it is %s, with a config that is in order', (name, text) => {
    const found = look(`${text}\n`.repeat(3));
    expect(found.format).toBe(name);
    expect(found.rejected).toEqual([]);
    expect(checked(firstConfig([found]))).toBe('');
  });

  it('says what it is, how it is read, what is not read and why, and when it was', () => {
    const text = `${request(0, '/api/a')}${request(20, '/b', 503)}no request\n${request(5)}`;
    expect(lookText(look(text, 'logs/access.log'))).toMatchInlineSnapshot(`
      "logs/access.log is access-log, most likely: 3 of 4 lines can be read; that is all of it.

        field     unit          first rows
        time                    2026-05-09T00:00:00.000Z  2026-05-09T00:00:20.000Z  2026-05-09T00:00:05.000Z
        host                    192.0.2.1                 192.0.2.1                 192.0.2.1
        method                  GET                       GET                       GET
        path                    /api/a                    /b                        /
        section                 /api                      /b                        /
        protocol                HTTP/1.1                  HTTP/1.1                  HTTP/1.1
        status                  200                       503                       200
        size      bytes         2.3 kB                    2.3 kB                    2.3 kB
        agent                   curl/8                    curl/8                    curl/8
        duration  milliseconds  12ms                      12ms                      12ms
        without a value: user, referer

      Times from 2026-05-09T00:00:00.000Z to 2026-05-09T00:00:20.000Z, 20s: 1 of 3 rows (33 %) older than one before, by up to 15s.

      Not read:
        malformed: 1 (25 %). No [dd/Mon/yyyy:HH:MM:SS +zzzz] after a name.
          the first, at byte 182: no request
      "
    `);
  });

  it('says how much of it was looked at', () => {
    const found = lookAt('a.log', sample(request(0), { isWhole: false, size: 5e9 }), builtParts);
    expect(lookText(found)).toContain('that is the first 88 B of a file of 5.0 GB.');
  });

  it('tells the lateness that its rows need, as long as that is no other log', () => {
    const minutes = (n: number): string =>
      request(0).replace('00:00:00', `00:${String(n).padStart(2, '0')}:00`);
    expect(firstConfig([look(minutes(3) + minutes(0))])).toContain('time: { lateness: 3m }');
    expect(firstConfig([look(minutes(50) + minutes(0))])).not.toContain('lateness');
  });

  it('finds the field of a time that has no usual name', () => {
    const found = look(
      '{"n":1,"seen":{"first":"2026-05-09T00:00:00Z"}}\n{"n":2,"seen":{"first":"2026-05-09T00:00:09Z"}}\n',
    );
    expect([found.rows, found.timeField]).toEqual([2, 'seen_first']);
    expect(firstConfig([found])).toContain('time: { field: seen_first }');
    expect(checked(firstConfig([found]))).toBe('');
    expect(look('{"n":1700000000000}\n{"n":2}\n').rows).toBe(0);
  });

  it('makes one pipeline of files of one format, and one more of those of another', () => {
    const access = look(request(0), 'a.log');
    const config = firstConfig([
      access,
      { ...access, path: 'b.log' },
      look('2026-05-09T00:00:00Z x\n', 'c.log'),
    ]);
    expect(config).toContain('file: [ a.log, b.log ]');
    expect(config).toContain('file: c.log');
    expect(checked(config)).toBe('');
  });

  it('says who writes JSON, and how much of it', () => {
    const caddy = (second: number): string =>
      `${JSON.stringify({
        ...{ level: 'info', ts: 1714564800 + second, logger: 'http.log.access', msg: 'handled request' },
        request: {
          remote_ip: '192.0.2.1',
          proto: 'HTTP/2.0',
          method: 'GET',
          host: 'x.example.com',
          uri: '/a',
        },
        ...{ duration: 0.01, size: 5, status: 200, resp_headers: {} },
      })}\n`;
    const words = '{"level":"info","ts":1714564800.5,"msg":"server running"}\n';
    expect(lookText(look(caddy(0) + caddy(1)))).toMatch(
      /^a\.log is jsonl of caddy \(access logs of Caddy\), for sure: 2/,
    );
    expect(lookText(look(caddy(0) + words + words))).toContain(
      'jsonl of caddy (access logs of Caddy in 1 of 3 lines)',
    );
    expect(lookText(look(words))).toMatch(/^a\.log is jsonl, for sure/);
    const docker = (log: string) => JSON.stringify({ log, stream: 'stdout', time: '2024-05-01T12:00:00Z' });
    expect(look(`${docker(caddy(0))}\n`).writer).toMatchObject({ name: 'caddy', requests: 1, of: 1 });
  });

  it('proposes multiline where lines go on with those before, and shows records', () => {
    const found = look(
      '2026-05-09 00:00:00 ERROR a\n\tat b.C(D.java:1)\nCaused by: e\n2026-05-09 00:00:01 INFO f\n',
    );
    expect([found.rows, found.first[0]?.line]).toEqual([2, expect.stringContaining('ERROR a\n\tat b')]);
    expect(lookText(found)).toContain('a.log is lines, most likely: 2 of 2 records can be read');
    expect(firstConfig([found])).toContain('multiline: { start: ');
    expect(checked(firstConfig([found]))).toBe('');
    const other = look('[2026-05-09 00:00:00] ERROR a\n  b\n', 'b.log');
    const config = firstConfig([found, other]);
    expect(config).toContain('lines-records-2:');
    expect(checked(config)).toBe('');
    // Where each line is one by itself, and where what lies between is something else.
    expect(look('2026-05-09 00:00:00 a\n2026-05-09 00:00:01 b\n').start).toBeUndefined();
    expect(look('2026-05-09 00:00:00 a\nwords\nwords\n').start).toBeUndefined();
    expect(look(`${request(0)}no request\n`).start).toBeUndefined();
  });

  it('says in which formats the lines are that it does not read, and takes auto where several are read', () => {
    const words = '{"time":"2026-05-09T00:00:00Z","msg":"a"}\n';
    const other = look(`${request(0)}${request(1)}${request(2)}${words}${words}?\n`);
    expect(lookText(other)).toContain('  by format: 2 jsonl, 1 of no format that is known\n');
    const json =
      '{"time":"2026-05-09T00:00:02Z","remote_addr":"192.0.2.7","request":"GET /j HTTP/1.1","status":503}\n';
    const mixed = look(request(0) + json + request(1));
    expect(lookText(mixed)).toContain('1 line of the format jsonl among them can be read as well, by auto.');
    expect(firstConfig([mixed])).toContain('source: { file: a.log, format: auto }');
  });

  it('says of what is no log what it is', () => {
    expect(lookText(look('\n\r\n'))).toBe('a.log has nothing but blank lines.\n');
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256));
    expect(lookText(look(bytes))).toBe('a.log is no text, but binary data: nothing of it can be read.\n');
    const wide = look(Buffer.from(`\u{feff}${request(0, '/上')}`, 'utf16le'));
    expect([wide.isBinary, wide.format, wide.first[0]?.path]).toEqual([false, 'access-log', '/上']);
    expect(lookText(look('x'.repeat(1_100_000)))).toMatch(
      /oversize: 1 \(100 %\)\. The line is longer than 1048576 bytes/,
    );
  });

  it('has no config for what cannot be read', () => {
    const found = look('neither\nnor\n');
    expect([found.format, found.rows, firstConfig([found])]).toEqual([undefined, 0, undefined]);
    expect(lookText(found)).toContain('a.log is in no format that is known: 0 of 2 lines can be read');
    expect(lookText(look(''))).toBe('a.log is empty.\n');
  });

  it('takes the names of files as they are', () => {
    for (const path of ['${HOME}.log', 'a "b" \'c\'.log', '!x.log', 'a: b # c.log', '[x]*.log', 'ü\n.log']) {
      expect(checked(firstConfig([look(request(0), path)]))).toBe('');
    }
  });
});

describe('whatever the bytes are, a look', () => {
  const piece = fc.oneof(
    fc.constantFrom(...Object.values(SAMPLES)),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.json().map((text) => text.replaceAll('\n', ' ')),
    fc
      .dictionary(
        fc.string({ maxLength: 12 }),
        fc.oneof(fc.string(), fc.integer(), fc.constant('2026-05-09T00:00:00Z')),
      )
      .map((object) => JSON.stringify({ time: '2026-05-09T00:00:00Z', ...object })),
    fc.constantFrom('\x1b[31mred', '\0', '\u202e', 'time,start,end,n\n2026-05-09T00:00:00Z,a,b,c'),
  );

  it('gives text that a terminal shows as it is, and a config without errors', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
        (lines, path) => {
          const found = look(lines.join('\n'), path);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
          expect(lookText(found)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
          const config = firstConfig([found]);
          if (config !== undefined && !path.includes('\0')) expect(checked(config)).not.toContain('error:');
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a look at lines with something around them', () => {
  it('says what that is, and makes a config that takes it off', () => {
    const cri = (line: string): string => `2026-05-09T00:00:00.1Z stdout F ${line}`;
    const found = look(cri(request(0)) + cri(request(1)));
    expect([found.format, found.wrapping, found.rows]).toEqual(['access-log', 'cri', 2]);
    expect(lookText(found)).toContain('a.log is access-log, in lines of cri, for sure: 2 of 2 lines');
    expect(firstConfig([found])).toContain('unwrap: auto');
    expect(checked(firstConfig([found]))).toBe('');
  });
});
