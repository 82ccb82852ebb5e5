import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeCache } from '../../../src/cli/code/code-cache.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const FILES = new Map([
  ['program.js', Buffer.from('compiled\ncode')],
  ['chunk-1.js', Buffer.alloc(0)],
  ['chunk-2.js', Buffer.from([0, 255, 10, 13])],
]);

const cacheIn = (directory: string, { name = 'check-20.20.2-x64-abc', of = '/opt/tidemark' } = {}) =>
  new CodeCache({ directory, name, of });

describe('compiled code that is kept', () => {
  it('is there again, for the same command and the same place, in a file that is ours alone', async () => {
    const directory = await temporaryDirectory();
    cacheIn(directory).write(FILES);
    expect(cacheIn(directory).read()).toEqual(FILES);
    expect(cacheIn(directory, { name: 'run-20.20.2-x64-abc' }).read().size).toBe(0);
    expect(cacheIn(directory, { of: '/opt/other' }).read().size).toBe(0);
    expect(readdirSync(directory)).toEqual(['check-20.20.2-x64-abc']);
    expect(statSync(join(directory, 'check-20.20.2-x64-abc')).mode & 0o777).toBe(0o600);
  });

  it('is not there where a single byte is another, or the end is missing: V8 would crash', async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, 'check-20.20.2-x64-abc');
    cacheIn(directory).write(FILES);
    const whole = readFileSync(path);
    const content = whole.indexOf('\n') + 1;
    fc.assert(
      fc.property(
        fc.integer({ min: content, max: whole.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, by) => {
          const damaged = Buffer.from(whole);
          damaged[at] = ((damaged[at] ?? 0) + by) % 256;
          writeFileSync(path, damaged);
          expect(cacheIn(directory).read().size).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        writeFileSync(path, whole.subarray(0, length));
        expect(cacheIn(directory).read().size).toBe(0);
      }),
      { numRuns: 50 },
    );
    cacheIn(directory).write(FILES);
    expect(cacheIn(directory).read()).toEqual(FILES);
  });

  it('is not written, and nothing is said, where nothing can be', async () => {
    const directory = join(await temporaryDirectory(), 'none');
    cacheIn(directory).write(FILES);
    expect(cacheIn(directory).read().size).toBe(0);
  });

  it('does not grow: the oldest files go', async () => {
    const directory = await temporaryDirectory();
    for (let i = 0; i < 30; i++) {
      writeFileSync(join(directory, `old-${i}`), '');
      utimesSync(join(directory, `old-${i}`), i, i);
    }
    cacheIn(directory).write(FILES);
    const left = readdirSync(directory);
    expect(left).toHaveLength(20);
    expect(left).toEqual(expect.arrayContaining(['check-20.20.2-x64-abc', 'old-29', 'old-11']));
  });
});
