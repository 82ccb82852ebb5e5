import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { MAIN, ROOT, rowsIn, SAMPLE, startTidemark, tidemark } from '../support/tidemark.js';

// What versions before this one have left behind half way through the sample, by scripts/keep-state.js.
const KEPT = join(ROOT, 'test/host/kept-state');
const versions = readdirSync(KEPT).flatMap((name) => name.match(/^(.*)\.tar\.gz$/)?.[1] ?? []);
const LINES = 2000;
const lines = readFileSync(join(SAMPLE, 'access.log'), 'utf8').trimEnd().split('\n');

type Row = ReturnType<typeof rowsIn>[number];

/** A directory as that version has left it, and its log, which has been rotated since, with what was written after. */
const left = async (version: string): Promise<string> => {
  const cwd = await temporaryDirectory();
  execFileSync('tar', ['-xzf', join(KEPT, `${version}.tar.gz`), '-C', cwd]);
  writeFileSync(join(cwd, 'access.log'), `${lines.slice(LINES).join('\n')}\n`);
  return cwd;
};

const printed = (cwd: string, name: string): readonly Row[] => rowsIn(readFileSync(join(cwd, name), 'utf8'));

/** What a row is of, whatever else later versions say in it. */
const inOrder = (rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));

const auditOf = async (cwd: string, state: string): Promise<Row> => {
  const { code, stdout, stderr } = await tidemark(['audit', '--json', '--state', join(cwd, state)]);
  expect(code, stderr).toBe(0);
  const [audit = {}] = rowsIn(stdout);
  return audit;
};

let whole: readonly Row[] = [];
beforeAll(async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'tidemark-'));
  cpSync(join(KEPT, 'tidemark.yaml'), join(cwd, 'tidemark.yaml'));
  writeFileSync(join(cwd, 'access.log'), `${lines.join('\n')}\n`);
  const args = [MAIN, 'run', 'tidemark.yaml', '--json'];
  whole = inOrder(
    rowsIn(
      execFileSync(process.execPath, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ),
  );
  await rm(cwd, { recursive: true });
});

test('there are such states', () => expect(versions.length).toBeGreaterThan(1));

describe.each(versions)('what version %s remembers', (version) => {
  test('of the pipelines of a config goes on: in two runs all comes out that one run would give', async () => {
    const cwd = await left(version);
    const next = await tidemark(['run', 'tidemark.yaml', '--json'], { cwd });
    expect(next.code, next.stderr).toBe(0);

    const both = [...printed(cwd, 'run.jsonl'), ...rowsIn(next.stdout)];
    expect(inOrder(both)).toEqual(whole);
    expect(await auditOf(cwd, 'state-run')).toMatchObject({ balance: { rows: lines.length }, faults: [] });
  });

  test('of tidemark access-log goes on: windows are whole or say that they are not, and the alert that fires recovers', async () => {
    const cwd = await left(version);
    const args = ['access-log', 'access.log', '--once', '--close', '--json', '--state', 'state-access-log'];
    const next = await tidemark(args, { cwd });
    expect(next.code, next.stderr).toBe(0);

    const rows = [...printed(cwd, 'access-log.jsonl'), ...rowsIn(next.stdout)];
    const of = (stream: string) => rows.filter((row) => row.stream === stream);
    expect(of('alerts').map(({ state }) => state)).toEqual(['ok', 'firing', 'ok']);
    expect(of('alerts').map(({ value }) => value)).toEqual([374, 1214, 1186]);
    const hitsOf = (summary: readonly Row[]) => summary.map(({ start, hits }) => [start, hits]);
    const expected = printed(SAMPLE, 'expected.jsonl').filter(({ stream }) => stream === 'summary');
    // The command measures more than it did: the window that was open then begins anew, and says so.
    const isCut = ({ stream, partial }: Row): boolean => stream === 'summary' && partial === true;
    const [cut, ...more] = rowsIn(next.stdout).filter(isCut);
    expect([cut?.start, more]).toEqual(['2026-05-09T16:03:30.000Z', []]);
    const isWhole = ({ start }: Row): boolean => start !== cut?.start;
    expect(hitsOf(of('summary').filter(isWhole))).toEqual(hitsOf(expected.filter(isWhole)));
    expect(await auditOf(cwd, 'state-access-log')).toMatchObject({
      balance: { rows: lines.length },
      faults: [],
    });
  });

  test('of tidemark flow-log goes on: sums that were stored are added to', async () => {
    const cwd = await left(version);
    const running = startTidemark(
      ['flow-log', '--listen', '127.0.0.1:0', '--state', join(cwd, 'state-flow-log')],
      {},
    );
    await running.until(({ stderr }) => /\bready\b/.test(stderr));
    const url = /http:\/\/[\d.]+:\d+/.exec(running.stderr)?.[0];
    const sums = async () => (await fetch(`${url}/flows?hour=1`)).json();
    const before = [
      { src_app: 'baz', dest_app: 'qux', vpc_id: 'vpc-0', bytes_tx: 100, bytes_rx: 500, hour: 1 },
      { src_app: 'foo', dest_app: 'bar', vpc_id: 'vpc-0', bytes_tx: 300, bytes_rx: 900, hour: 1 },
    ];
    expect(await sums()).toEqual(expect.arrayContaining(before));
    const body = JSON.stringify([{ ...before[0], bytes_tx: 1, bytes_rx: 2 }]);
    await fetch(`${url}/flows`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(await sums()).toEqual(
      expect.arrayContaining([{ ...before[0], bytes_tx: 101, bytes_rx: 502 }, before[1]]),
    );
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
    expect(await auditOf(cwd, 'state-flow-log')).toMatchObject({ balance: { rows: 6 }, faults: [] });
  });
});
