import { existsSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { ROOT, shell, startTidemark, tidemark } from '../support/tidemark.js';

const SAMPLE = join(ROOT, 'samples/flow-log');
const walk = readFileSync(join(SAMPLE, 'walk-through.txt'), 'utf8');
const hasCurl = (process.env.PATH ?? '').split(':').some((directory) => existsSync(join(directory, 'curl')));

describe('the flow-log sample', () => {
  test.skipIf(!hasCurl)('answers as its walk-through shows', async () => {
    const cwd = await temporaryDirectory();
    await cp(SAMPLE, cwd, { recursive: true });
    const running = startTidemark(['flow-log', '--listen', '127.0.0.1:0']);
    await running.until(({ stderr }) => stderr.includes('ready'));
    const address = /http:\/\/([\d.]+:\d+)/.exec(running.stderr)?.[1] ?? '';
    for (const step of walk.split(/^\$ /m).slice(1)) {
      const [command = '', ...shown] = step.trimEnd().split('\n');
      const line = command.replaceAll('127.0.0.1:3000', address);
      const { stdout, stderr } = await shell(line, { cwd, env: { NO_PROXY: '127.0.0.1' } });
      expect(stdout.replaceAll('\r\n', '\n').trimEnd(), `${command}\n${stderr}`).toBe(shown.join('\n'));
    }
  });

  test('has a config whose tests pass', async () => {
    const { code, stderr, stdout } = await tidemark(['test', join(SAMPLE, 'tidemark.yaml')]);
    expect([code, stdout + stderr]).toEqual([0, expect.stringContaining('1 passed')]);
  });

  test('is printed in the docs as it is', () => {
    const docs = readFileSync(join(ROOT, 'docs/flow-log.md'), 'utf8');
    expect(docs).toContain(walk.trim());
    expect(docs).toContain(
      readFileSync(join(SAMPLE, 'tidemark.yaml'), 'utf8').split('    tests:')[0]?.trim(),
    );
  });
});
