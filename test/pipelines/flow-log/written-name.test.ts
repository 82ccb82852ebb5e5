import { describe, expect, it } from 'vitest';
import { WrittenName } from '../../../src/pipelines/flow-log/written-name.js';

const standsAt = (text: string, bytes: string, at: number): boolean => {
  // Not at the start of its memory, as bodies are not.
  const buffer = Buffer.from(`xy${bytes}`, 'latin1').subarray(2);
  return new WrittenName(text).standsAt(new DataView(buffer.buffer, buffer.byteOffset, buffer.length), at);
};

describe('a written name', () => {
  it.each(['"abc', '"abcd', '"hour"', '"vpc_id"', '"src_app"', '"dest_app"'])(
    'stands where all its bytes are, and nowhere else: %s',
    (text) => {
      for (const before of ['', 'z', '"""', 'abcde']) {
        expect(standsAt(text, `${before}${text}`, before.length)).toBe(true);
        expect(standsAt(text, `${before}${text}:1}`, before.length)).toBe(true);
        expect(standsAt(text, `${before}${text} `, before.length + 1)).toBe(false);
        for (let i = 0; i < text.length; i++) {
          const changed = `${text.slice(0, i)}#${text.slice(i + 1)}`;
          expect(standsAt(text, `${before}${changed}:1}`, before.length)).toBe(false);
        }
      }
    },
  );
});
