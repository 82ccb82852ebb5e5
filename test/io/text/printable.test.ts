import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../../src/io/text/printable.js';

describe('printable', () => {
  it('leaves text as it is, other scripts and emoji too', () => {
    expect(printable('/größe/日本/🚲', 32)).toBe('/größe/日本/🚲');
  });

  it.each([
    ['escape sequences', '/\u001b[31mred\u001b[0m', '/\\x1b[31mred\\x1b[0m'],
    ['their eight-bit forms', '/\u009b2J', '/\\x9b2J'],
    ['line breaks', '/a\r\nb\u2028c', '/a\\x0d\\x0ab\\u{2028}c'],
    ['marks that turn the direction', '/\u202egpj.exe\u200f\u061c', '/\\u{202e}gpj.exe\\u{200f}\\u{61c}'],
    ['characters of no width', '/a\u200bb\ufeff', '/a\\u{200b}b\\u{feff}'],
    ['halves of characters', '/\ud83d/', '/\\u{d83d}/'],
    ['invisible tags', '/\u{e0041}', '/\\u{e0041}'],
  ])('shows %s by their code', (_, hostile, shown) => {
    expect(printable(hostile, 40)).toBe(shown);
  });

  it('cuts what is too long, between characters, with a mark', () => {
    expect(printable('/12345678', 9)).toBe('/12345678');
    expect(printable('/123456789', 9)).toBe('/1234567…');
    expect(printable('/🚲🚲🚲🚲', 4)).toBe('/🚲🚲…');
    expect(printable(`/${'x'.repeat(1_000_000)}`, 4)).toBe('/xx…');
  });

  it('is never wider than asked, and holds nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.integer({ min: 2, max: 20 }),
        (text, width) => {
          const shown = printable(text, width);
          expect([...shown].length).toBeLessThanOrEqual(width);
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        },
      ),
    );
  });
});
