import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nameBytes, nameText } from '../../../../src/io/sources/directory/name-text.js';

const of = (bytes: string | Buffer): string => nameText(Buffer.from(bytes).toString('latin1'));

it.each([
  ['app.log', 'app.log'],
  ['a b (1)~+=&.log', 'a b (1)~+=&.log'],
  ['café.log', 'café.log'],
  [Buffer.from('caf\xe9.log', 'latin1'), 'caf%E9.log'],
  ['caf%E9.log', 'caf%25E9.log'],
  ['日本', '日本'],
  ['a\rb\n\b.log', 'a%0Db%0A%08.log'],
  ['\ufeffbom', '\ufeffbom'],
  ['\ufffd', '\ufffd'],
  ['\uffff', '%EF%BF%BF'],
  [Buffer.from([0xe6, 0x97, 0x61, 0xf0, 0x9f, 0x8c, 0x8a]), '%E6%97a🌊'],
  [Buffer.from([0xed, 0xa0, 0x80, 0xc0, 0xaf]), '%ED%A0%80%C0%AF'],
])('FS-06, FS-07: the name %j is written %j', (bytes, text) => {
  expect(of(bytes)).toBe(text);
});

it('any bytes have a text of their own, which gives them back and which XML can carry', () => {
  const names = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).map((text) => new TextEncoder().encode(text)),
    fc
      .string({ unit: fc.constantFrom('%', '2', '5', 'E', '9', 'é', '\xe9'), maxLength: 12 })
      .map((text) => Buffer.from(text, 'latin1')),
  );
  fc.assert(
    fc.property(names, (bytes) => {
      const name = Buffer.from(bytes);
      const text = of(name);
      expect(nameBytes(text).equals(name)).toBe(true);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
      expect(text).not.toMatch(/[\u0000-\u001f\u007f\ufffe\uffff]/);
      expect(Buffer.from(text).toString()).toBe(text);
    }),
  );
});
