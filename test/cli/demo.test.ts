import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMO_FLAGS } from '../../src/cli/demo/demo-config.js';
import { demoLines, ROUND } from '../../src/cli/demo/demo-traffic.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { rowsIn, startTidemark, tidemark } from '../support/tidemark.js';

describe('tidemark demo', () => {
  test('runs the config that the command runs with the flags that it names', async () => {
    const printed = (await tidemark(['demo', '--print-config'])).stdout;
    const named = await tidemark(['access-log', 'access.log', ...DEMO_FLAGS.split(' '), '--print-config']);
    expect(printed.replace(/^#.*\n/gm, '')).toBe(named.stdout);
    expect(named.stdout).toContain('high-traffic');
  });

  test('fires and recovers once in every round', async () => {
    const path = join(await temporaryDirectory(), 'access.log');
    const start = Date.UTC(2026, 4, 9, 12);
    const log = [...demoLines(start, 2 * ROUND)];
    expect(log.every(({ time }) => time >= start && time < start + 2 * ROUND)).toBe(true);
    writeFileSync(path, log.map(({ line }) => `${line}\n`).join(''));
    const { stdout } = await tidemark(['access-log', path, '--once', '--json', ...DEMO_FLAGS.split(' ')]);
    const alerts = rowsIn(stdout).filter(({ stream }) => stream === 'alerts');
    const told = alerts.map(({ state, time }) => [
      state,
      Math.round((Date.parse(String(time)) - start) / 1000),
    ]);
    expect(told).toEqual([
      ['firing', 9],
      ['ok', 28],
      ['firing', 45],
      ['ok', 64],
    ]);
  });

  test('ends by itself, having watched all that it wrote, and leaves nothing behind', async () => {
    const [cwd, temporary] = [await temporaryDirectory(), await temporaryDirectory()];
    const { code, stdout, stderr } = await tidemark(['demo', '--for', '2s', '--json'], {
      cwd,
      env: { TMPDIR: temporary },
    });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('8 lines read, 8 rows, 0 rejected.');
    // Whether a window ends within two seconds depends on when these begin.
    expect(rowsIn(stdout).every(({ pipeline }) => pipeline === 'access-log')).toBe(true);
    expect([readdirSync(cwd), readdirSync(temporary)]).toEqual([[], []]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'leaves nothing behind when %s ends it',
    async (signal) => {
      const temporary = await temporaryDirectory();
      const running = startTidemark(['demo'], { env: { TMPDIR: temporary } });
      await running.until(
        () => readdirSync(temporary).length > 0 && running.stderr.includes('A made-up site'),
      );
      running.child.kill(signal);
      const { code, stderr } = await running.finished;
      expect(code, stderr).toBe(0);
      expect(readdirSync(temporary)).toEqual([]);
    },
  );
});
