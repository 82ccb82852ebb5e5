import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheDirectory } from '../../../src/cli/code/cache-directory.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

describe('the directory of compiled code', () => {
  it('is made for its user alone, in the cache directory', async () => {
    const home = await temporaryDirectory();
    const directory = join(home, '.cache/tidemark');
    expect(cacheDirectory({ HOME: home })).toBe(directory);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const other = await temporaryDirectory();
    expect(cacheDirectory({ HOME: home, XDG_CACHE_HOME: other })).toBe(join(other, 'tidemark'));
    expect(cacheDirectory({ HOME: home, XDG_CACHE_HOME: join(other, 'a/b') })).toBe(
      join(other, 'a/b/tidemark'),
    );
    expect(cacheDirectory({ HOME: home, XDG_CACHE_HOME: '' })).toBe(directory);
  });

  it('is none without a home, in one that is no directory, and where none is wanted', async () => {
    const home = await temporaryDirectory();
    const file = join(home, 'file');
    writeFileSync(file, '');
    expect(cacheDirectory({})).toBeUndefined();
    expect(cacheDirectory({ XDG_CACHE_HOME: 'somewhere' })).toBeUndefined();
    expect(cacheDirectory({ HOME: file })).toBeUndefined();
    expect(cacheDirectory({ HOME: home, NODE_DISABLE_COMPILE_CACHE: '1' })).toBeUndefined();
  });

  it('is none where others may write: what lies there is run', async () => {
    const home = await temporaryDirectory();
    const directory = join(home, '.cache/tidemark');
    mkdirSync(directory, { recursive: true });
    for (const path of [join(home, '.cache'), directory]) {
      chmodSync(path, 0o777);
      expect(cacheDirectory({ HOME: home }), path).toBeUndefined();
      chmodSync(path, 0o700);
    }
    expect(cacheDirectory({ HOME: home })).toBe(directory);
    // Only root can give something away.
    if (process.geteuid?.() !== 0) return;
    chownSync(directory, 1, 1);
    expect(cacheDirectory({ HOME: home })).toBeUndefined();
  });

  it('is not made in what is not ours: root would leave a cache there that its user cannot write', async () => {
    const home = await temporaryDirectory();
    chmodSync(home, 0o777);
    expect(cacheDirectory({ HOME: home })).toBeUndefined();
    expect(readdirSync(home)).toEqual([]);
    chmodSync(home, 0o700);
    if (process.geteuid?.() !== 0) return;
    mkdirSync(join(home, '.cache'));
    chownSync(join(home, '.cache'), 1, 1);
    expect(cacheDirectory({ HOME: home })).toBeUndefined();
    expect(readdirSync(join(home, '.cache'))).toEqual([]);
  });
});
