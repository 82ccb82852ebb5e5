import { describe, expect, it } from 'vitest';
import { builtParts } from '../../../src/config/parts/built-parts.js';
import { late } from '../../../src/config/settings/late.js';

/** What nearly every config names. */
const USUAL = ['file', 'stdin', 'stdout'];

describe('schemas of parts', () => {
  it('are made once, and not before they are asked for', () => {
    let made = 0;
    const value = late(() => {
      made++;
      return undefined;
    });
    expect(made).toBe(0);
    expect([value(), value()]).toEqual([undefined, undefined]);
    expect(made).toBe(1);
  });

  it('are not made at the start, but for those that nearly every config names', () => {
    const { sources, sinks } = builtParts;
    const made = [...sources, ...sinks].filter(
      (part) => Object.getOwnPropertyDescriptor(part, 'settings')?.get === undefined,
    );
    expect(made.map(({ name }) => name).filter((name) => !USUAL.includes(name))).toEqual([]);
  });

  it('are the same each time', () => {
    for (const part of [...builtParts.sources, ...builtParts.sinks]) {
      const first = part.settings;
      expect(part.settings, part.name).toBe(first);
    }
  });
});
