import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../support/run-config.js';
import { isMissing, SHARED_DATA } from '../../support/shared-data.js';
import { monitorFile } from './monitor-bytes.js';

const missing = isMissing('http-logs');
const files = missing
  ? []
  : readdirSync(SHARED_DATA, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

describe.skipIf(missing)('the access-log monitor on any file of other projects', () => {
  it('reads it to its end, and every line of it is somewhere', async () => {
    expect(files.length).toBeGreaterThan(100);
    let rows = 0;
    for (const path of files) {
      const { balance, text } = await monitorFile(path);
      expect(faultsOf(balance), relative(SHARED_DATA, path)).toEqual([]);
      expect(balance.rows > 0 || text === '', relative(SHARED_DATA, path)).toBe(true);
      rows += balance.rows;
    }
    expect(rows).toBeGreaterThan(10_000);
  });
});
