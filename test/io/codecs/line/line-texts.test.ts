import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineTexts } from '../../../../src/io/codecs/line/line-texts.js';

const LINE = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 300 }).map((text) => Buffer.from(text)) },
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.constant(Buffer.from('x'.repeat(2000))),
);

/** The bytes of lines, and where each is. */
const joined = (lines: readonly Buffer[]) => {
  let at = 0;
  const places = lines.map((line) => {
    const from = at;
    at += line.length + 1;
    return { from, to: from + line.length };
  });
  return { bytes: Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])), places };
};

describe('LineTexts', () => {
  it('gives of each line what is given of it alone, whatever its bytes are', () => {
    fc.assert(
      fc.property(fc.array(LINE, { maxLength: 40 }), (all) => {
        // A line has no end in it.
        const lines = all
          .map((line) => line.filter((byte) => byte !== 0x0a))
          .map((line) => Buffer.from(line));
        const { bytes, places } = joined(lines);
        const texts = new LineTexts();
        texts.lend(bytes);
        expect(places.map(({ from, to }) => texts.get(bytes, from, to))).toEqual(lines.map(String));
        // In any order, and each twice.
        for (const { from, to } of [...places].reverse())
          expect(texts.get(bytes, from, to)).toBe(bytes.toString('utf8', from, to));
      }),
    );
  });

  it('reads bytes anew that are lent again, and those that are not lent each time', () => {
    const texts = new LineTexts();
    const bytes = Buffer.from('one\ntwo\n');
    const other = Buffer.from('six\n');
    texts.lend(bytes);
    expect(texts.get(bytes, 0, 3)).toBe('one');
    expect(texts.get(other, 0, 3)).toBe('six');
    other.write('ten');
    expect(texts.get(other, 0, 3)).toBe('ten');
    bytes.write('tea\nfor');
    texts.lend(bytes);
    expect([texts.get(bytes, 0, 3), texts.get(bytes, 4, 7)]).toEqual(['tea', 'for']);
  });
});
