import { describe, expect, test } from 'vitest';
import { accessLog } from '../../../src/io/codecs/access-log/access-log.js';
import { auto } from '../../../src/io/codecs/auto/auto.js';
import type { Codec } from '../../../src/io/codecs/codec.js';
import { lines } from '../../../src/io/codecs/lines/lines.js';
import { noRequests } from '../../../src/io/codecs/request/no-requests.js';
import { skipLines } from '../../../src/io/codecs/skip-lines.js';
import { unwrap } from '../../../src/io/codecs/unwrap/unwrap.js';

const HIT = '192.0.2.1 - - [10/May/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 1';
const TEXT = `# Überschrift\n${HIT}\n#\nnothing\n${HIT}\n# end`;

/** All of it, in pieces of so many bytes. */
const decode = (codec: Codec<unknown>, text: string, size = 4096) => {
  const decoder = codec.decoder('all');
  const bytes = Buffer.from(text);
  const parts = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(decoder.decode(bytes.subarray(at, at + size)));
  parts.push(decoder.end());
  return {
    rows: parts.flatMap(({ rows }) => rows),
    rejected: parts.flatMap(({ rejected }) => rejected),
    places: parts.map(({ rejectedAt }) => rejectedAt),
    skipped: parts.reduce((sum, { skipped = 0 }) => sum + skipped, 0),
    lines: decoder.lines,
  };
};

describe('lines to skip', () => {
  test.each([1, 7, 4096])(
    'are counted apart and rejected no more, wherever chunks of %i bytes are cut',
    (size) => {
      const found = decode(skipLines(accessLog(), '^# Ü|^#'), TEXT, size);
      expect(found).toMatchObject({ rows: [{}, {}], skipped: 3, lines: 6 });
      expect(found.rejected).toMatchObject([{ raw: 'nothing' }]);
    },
  );

  test('leave the others where they were between the rows', () => {
    expect(decode(skipLines(accessLog(), '^#'), TEXT).places[0]).toEqual([1]);
  });

  test('are never rows', () => {
    expect(decode(skipLines(accessLog(), '.'), TEXT)).toMatchObject({
      rows: [{}, {}],
      rejected: [],
      skipped: 4,
    });
  });

  test('are found behind what stands around them, and whatever the format is taken for', () => {
    const cri = TEXT.replace(/^/gm, '2026-05-10T10:00:00Z stdout F ');
    for (const codec of [skipLines(unwrap(accessLog()), '^#'), skipLines(auto(), '^#')])
      expect(decode(codec, cri)).toMatchObject({
        rows: [{}, {}],
        rejected: [{}],
        skipped: 3,
      });
  });

  test('stay skipped, whatever else is made of what a codec gives', () => {
    const both = skipLines(skipLines(accessLog(), '^#'), 'nothing');
    expect(decode(both, TEXT)).toMatchObject({ rows: [{}, {}], rejected: [], skipped: 4 });
    const none = noRequests(skipLines(lines(), '^#'), 'lines');
    expect(decode(none, `# a\n2026-05-10T10:00:00Z a`)).toMatchObject({
      rows: [],
      rejected: [{}],
      skipped: 1,
    });
  });

  test('need a pattern', () => {
    expect(() => skipLines(accessLog(), '(')).toThrow('The pattern of lines to skip cannot be used');
  });
});
