import { describe, expect, test } from 'vitest';
import { LineSplitter } from '../../../../src/io/codecs/line/line-splitter.js';
import type { Rejected } from '../../../../src/operators/rejected.js';

function splitter({ maxLineBytes = 100, offset = 0, saved = undefined as unknown } = {}) {
  const lines: [offset: number, text: string][] = [];
  const rejected: Rejected[] = [];
  const handler = {
    line: (bytes: Buffer, from: number, to: number, at: number) => {
      lines.push([at, bytes.toString('latin1', from, to)]);
    },
    oversize: (each: Rejected) => {
      rejected.push(each);
    },
  };
  return { lines, rejected, splitter: new LineSplitter(handler, { maxLineBytes, offset, saved }) };
}

const push = (target: LineSplitter, ...texts: string[]) => {
  for (const text of texts) target.push(Buffer.from(text, 'latin1'));
};

describe('LineSplitter', () => {
  test('hands on complete lines with their offsets and holds back the rest', () => {
    const { lines, splitter: target } = splitter({ offset: 10 });
    push(target, 'one\ntwo\nthr');
    expect(lines).toEqual([
      [10, 'one'],
      [14, 'two'],
    ]);
    expect(target.pending).toBe(3);
    push(target, 'ee\nfour');
    expect(lines.slice(2)).toEqual([[18, 'three']]);
    target.end();
    expect(lines.slice(3)).toEqual([[24, 'four']]);
    expect(target.lines).toBe(4);
  });

  test('takes \\r\\n for one end, also when cut between the two', () => {
    const { lines, splitter: target } = splitter();
    push(target, 'a\r\nb\r', '\nc\r', 'd\r\n', '\r', '\n', 'e\r');
    target.end();
    expect(lines).toEqual([
      [0, 'a'],
      [3, 'b'],
      [6, 'c\rd'],
      [13, 'e'],
    ]);
  });

  test('skips blank lines and still counts their bytes', () => {
    const { lines, splitter: target } = splitter();
    push(target, '\n\na\n\r\n\nb\n');
    expect(lines).toEqual([
      [2, 'a'],
      [7, 'b'],
    ]);
    expect(target.lines).toBe(2);
  });

  test.each([1, 2, 3, 10, 100])('rejects a line over the limit once, in chunks of %i', (size) => {
    const { lines, rejected, splitter: target } = splitter({ maxLineBytes: 5 });
    const text = 'short\ntoo long\n12345\n123456\nend';
    for (let i = 0; i < text.length; i += size) push(target, text.slice(i, i + size));
    target.end();
    expect(lines.map(([, line]) => line)).toEqual(['short', '12345', 'end']);
    expect(rejected.map(({ reason, offset, raw }) => ({ reason, offset, raw }))).toEqual([
      { reason: 'oversize', offset: 6, raw: 'too l' },
      { reason: 'oversize', offset: 21, raw: '12345' },
    ]);
    expect(target.lines).toBe(5);
  });

  test('never holds more than the limit, and nothing of a line that is over it', () => {
    const { rejected, splitter: target } = splitter({ maxLineBytes: 1000 });
    for (let i = 0; i < 10_000; i++) {
      push(target, 'xxxxxxx');
      expect(target.pending).toBeLessThanOrEqual(1000);
    }
    expect(target.pending).toBe(0);
    expect(rejected).toHaveLength(1);
    expect(rejected[0]?.raw).toHaveLength(256);
  });

  test('goes on skipping an over-long line in a new splitter', () => {
    const first = splitter({ maxLineBytes: 5 });
    push(first.splitter, 'a\ntoo long, and');
    const saved = structuredClone(first.splitter.save());
    const second = splitter({ maxLineBytes: 5, offset: 15, saved });
    push(second.splitter, ' longer\nb\n');
    expect(second.rejected).toEqual([]);
    expect(second.lines).toEqual([[23, 'b']]);
    expect(second.splitter.save()).toBeUndefined();
  });

  test('ignores a saved value that is none of its own', () => {
    for (const saved of [null, 1, 'x', {}, { skipping: 'yes' }, []]) {
      const { lines, splitter: target } = splitter({ saved });
      push(target, 'a\n');
      expect(lines).toEqual([[0, 'a']]);
    }
  });
});
