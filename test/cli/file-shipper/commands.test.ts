import { existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { s3Server } from '../../servers/s3.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { shell } from '../../support/tidemark.js';

const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
};

/** A directory to work in, a bucket, and a shell in which `ship` is the file shipper with what it needs for that bucket. */
const place = async () => {
  const server = await s3Server();
  const cwd = await temporaryDirectory();
  return {
    ...{ server, cwd },
    run: (line: string) =>
      shell(`ship() { tidemark ship "$@" --endpoint ${server.endpoint} --settle 0s; }; ${line}`, {
        cwd,
        env: credentials,
      }),
  };
};

it('generate files --count 1, then file-shipper --once: the object is there, the file is gone', async () => {
  const { server, cwd, run } = await place();
  const { code, stderr } = await run(
    "tidemark generate files spool --count 1 --size 100kB --every 10ms && ship spool s3://logs/try --key '{path}' --once",
  );
  expect(stderr).toContain('1 file written to spool\n');
  expect(stderr).toContain('1 shipped\n');
  expect(code).toBe(0);
  const [probe, key = ''] = server.bucket().keys();
  expect([probe, key]).toEqual([
    'try/.tidemark-probe',
    expect.stringMatching(/^try\/app-\d{8}T\d{6}Z-000001\.log$/),
  ]);
  expect(server.body(key)?.toString()).toMatch(/^(?:app-\S+: a line of a made-up log\n)+/);
  expect([server.body(key)?.length, readdirSync(join(cwd, 'spool')), server.count('list')]).toEqual([
    100_000,
    ['.tidemark'],
    0,
  ]);
});

it('FS-22: one that fails and one that meets another object: 1, and a line says what became of how many', async () => {
  const { server, cwd, run } = await place();
  const spool = join(cwd, 'spool');
  mkdirSync(spool);
  writeFileSync(join(spool, 'met'), 'yesterday');
  expect((await run("ship spool s3://logs --key '{path}' --once")).code).toBe(0);
  writeFileSync(join(spool, 'met'), 'today');
  for (let n = 0; n < 8; n++) writeFileSync(join(spool, `f${n}`), `${n}`);
  // More than S3 takes, and nothing on the disk.
  writeFileSync(join(spool, 'huge'), '');
  truncateSync(join(spool, 'huge'), 6 * 1024 ** 4);
  const { code, stderr } = await run("ship spool s3://logs --key '{path}' --once --json");
  expect(stderr).toContain('8 shipped, 1 failed, 1 conflict\n');
  expect([code, existsSync(join(spool, 'huge')), readdirSync(spool).length]).toEqual([1, true, 2]);
  expect(server.body('met')?.toString()).toBe('yesterday');
  const { stdout } = await run('tidemark ship why spool/huge --json');
  expect(JSON.parse(stdout)).toMatchObject({ path: 'huge', state: 'failed', attempts: 1, directory: spool });
});
