import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { SAMPLE, startTidemark, tidemark } from '../support/tidemark.js';

const LOG = join(SAMPLE, 'access.log');
/** Nobody listens there. */
const DOWN = 'http://127.0.0.1:9/hook';

describe('what outputs were never told', () => {
  test.each([false, true])('is said of each pipeline at Ctrl-C (with a state: %s)', async (remembers) => {
    const directory = await temporaryDirectory();
    const config = join(directory, 'two.yaml');
    const one = `{ source: { file: ${LOG}, start: beginning }, streams: { s: { window: 10s, measure: { n: count() }, alerts: { busy: { value: n, above: 1, notify: [hook] } } } } }`;
    const state = remembers ? `state: ${join(directory, 'state')}\n` : '';
    await writeFile(
      config,
      `version: 1\n${state}sinks: { hook: { http: '${DOWN}' } }\npipelines:\n  a: ${one}\n  b: ${one}\n`,
    );
    const running = startTidemark(['run', '--drain-timeout', '100ms', config]);
    await running.until(({ stderr }) =>
      /a: hook: Cannot reach[\s\S]*b: hook: Cannot reach|b: hook: Cannot reach[\s\S]*a: hook: Cannot reach/.test(
        stderr,
      ),
    );
    running.child.kill('SIGINT');
    const { stderr } = await running.finished;
    const word = remembers ? 'waiting' : 'lost';
    for (const name of ['a', 'b']) {
      const own = stderr.slice(stderr.indexOf(`${name}: ended.`));
      expect(own).toMatch(new RegExp(`to hook [^\\n]*: 0 stored, [1-9]\\d* ${word}`));
    }
  });
});

describe('--out to a place that can never be written', () => {
  test.each([
    ['a part of the path is a file', 'plain/out.jsonl', /a part of the path is not a directory/],
    ['it is a directory', '.', /not a regular file/],
    ['its name is too long', 'x'.repeat(300), /the name is too long/],
  ])('ends at once and says why: %s', async (_, name, why) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'plain'), '');
    const { code, stderr } = await tidemark(['access-log', LOG, '--once', '--out', join(directory, name)]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(why);
  });

  test.skipIf(process.platform !== 'linux')('a directory in which nothing can be made', async () => {
    for (const flag of ['--out', '--state']) {
      const { code, stderr } = await tidemark(['access-log', LOG, '--once', flag, '/proc/none/out']);
      expect([flag, code, stderr]).toEqual([flag, 1, expect.stringMatching(/cannot be made|not there/)]);
    }
  });
});
