import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, it } from 'vitest';
import { Glob } from '../../../../../src/io/sources/file/looking/glob.js';

it('is a pattern wherever the library that reads patterns says so', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab/.*?[](){}!+@|\\^,-') });
  fc.assert(
    fc.property(text, (name) => {
      const { isGlob, negated } = picomatch.scan(name);
      // None of the files there are here has such a name, but directories.
      fc.pre(!/^[./]*$/.test(name));
      expect(Glob.from(name) !== undefined).toBe(isGlob === true || negated === true);
    }),
    { numRuns: 2000 },
  );
});
