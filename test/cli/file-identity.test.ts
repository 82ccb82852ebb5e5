import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { diskStore } from '../../src/io/state/lmdb/disk-store.js';
import { nameOf } from '../../src/io/state/state-key.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { audit } from '../../src/pipelines/audit.js';
import { rotations } from '../support/rotations.js';
import { LOG, SPELLINGS, spelled, spelledLogs } from '../support/spellings.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTidemark, tidemark } from '../support/tidemark.js';
import { counting, line, lines, place } from './running.js';

const SOME = Object.values(SPELLINGS).filter((_, i) => i % 2 === 0);

/** A pause in which others get the processor. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

const readOf = ({ stderr }: { readonly stderr: string }) =>
  Number(/([\d,]+) lines read/.exec(stderr)?.[1]?.replaceAll(',', ''));

/** What `tidemark audit` would say of each pipeline, without a process for each look: some are looked at until they have come so far. */
const auditsOf = async (directory: string) => {
  const store = await diskStore({ directory, readOnly: true }).catch((error: unknown) => {
    // There is no state yet, or it is just being made.
    if (error instanceof TidemarkError) return undefined;
    throw error;
  });
  if (store === undefined) return [];
  try {
    const all = [];
    for (const key of await store.list()) {
      const saved = await store.load(key);
      const audited = saved && audit(nameOf(key), saved);
      if (audited !== undefined) all.push(audited);
    }
    return all;
  } finally {
    await store.close();
  }
};

const ofState = async (state: string) => {
  const [only] = await auditsOf(state);
  const { sequence = 0, files = [], balance } = only ?? {};
  return { sequence, files, lines: balance?.lines ?? 0 };
};

describe('tidemark access-log --once --state', () => {
  it('reads a relative path once, however often it is run', async () => {
    const cwd = await temporaryDirectory();
    writeFileSync(join(cwd, 'gen.log'), lines(0, 1440));
    const run = (...more: readonly string[]) =>
      tidemark(['access-log', 'gen.log', '--once', '--state', 's', '--json', ...more], { cwd });
    const [one, two, three] = [await run(), await run(), await run('--close')];
    expect([one, two, three].map(readOf)).toEqual([1440, 0, 0]);
    expect([one, two, three].map(({ stderr }) => /not named/.test(stderr))).toEqual([false, false, false]);
    const rows = [one, two, three].flatMap(({ stdout }) => stdout.split('\n').filter(Boolean));
    const hits = rows.map((row) => JSON.parse(row)).filter(({ stream }) => stream === 'summary');
    expect(hits.reduce((sum, row) => sum + row.hits, 0)).toBe(1440);
    expect((await ofState(join(cwd, 's'))).lines).toBe(1440);
  });

  it('goes on whatever way the file is named and wherever it is started, through rotation', async () => {
    const root = await temporaryDirectory();
    await spelledLogs(root);
    mkdirSync(join(root, 'elsewhere'));
    const log = join(root, LOG);
    let second = 0;
    const write = (count: number) => {
      appendFileSync(log, lines(second, second + count));
      second += count;
    };
    write(5);
    const read: number[] = [];
    // Every other one: all pairs of them are tried in test/io/sources/file/spellings.test.ts.
    for (const [i, spelling] of SOME.entries()) {
      const path = spelled(spelling, root);
      const away = i % 2 === 1 && !path.startsWith('/');
      const given = away ? `../${path}` : path;
      const cwd = away ? join(root, 'elsewhere') : root;
      const ran = await tidemark(['access-log', given, '--once', '--state', join(root, 's')], { cwd });
      expect(ran.stderr, spelling).not.toContain('not named');
      read.push(readOf(ran));
      write(1);
      if (i % 3 === 2) {
        const { LogWriter } = await import('../support/log-writer.js');
        new LogWriter(log).shift();
        write(1);
      }
    }
    expect(read.reduce((sum, n) => sum + n, 0)).toBe(second - (SOME.length % 3 === 0 ? 2 : 1));
    const { files, lines: counted } = await ofState(join(root, 's'));
    expect(files.reduce((sum, one) => sum + one.lines, 0)).toBe(counted);
    expect(counted).toBe(read.reduce((sum, n) => sum + n, 0));
  });
});

test('tidemark run goes on where it was when a reload spells the same files in other ways', async () => {
  const { directory, path, append, config, start } = await place();
  mkdirSync(path('logs'));
  symlinkSync('logs', path('link'));
  symlinkSync('gen.log', path('logs/current'));
  append('logs/gen.log', lines(0, 3));
  append('logs/other.log', lines(0, 2));
  const spellings: readonly (readonly string[])[] = [
    ['logs/gen.log', 'logs/other.log'],
    [`${directory}/./logs//gen.log`, './logs/../logs/other.log'],
    ['link/gen.log', 'link/other.log'],
    ['logs/*.log'],
    ['logs/current', 'link/*.log'],
  ];
  const reading = (file: string | readonly string[]) => ({ file, format: 'access-log', start: 'beginning' });
  const configOf = (i: number) => {
    const one = { ...counting(''), source: reading(spellings[i] ?? []) };
    // Each of a list is a source of its own: what one pattern finds stays with it.
    const [a = '', b = ''] = spellings[Math.min(i, 2)] ?? [];
    const list = { ...counting(''), source: [reading(i % 2 === 0 ? a : [a]), reading(b)] };
    return { version: 1, state: path('state'), pipelines: { one, list } };
  };
  const linesOf = async (): Promise<Readonly<Record<string, number>>> => {
    const audits = await auditsOf(path('state'));
    return Object.fromEntries(audits.map(({ pipeline, balance }) => [pipeline, balance.lines ?? 0]));
  };
  config(configOf(0));
  const running = start([], { cwd: directory });
  let wanted = 5;
  for (const i of spellings.keys()) {
    if (i > 0) {
      config(configOf(i));
      running.child.kill('SIGHUP');
      await running.until(({ stderr }) => stderr.split('was read again').length - 1 === i);
      append('logs/gen.log', line(10 + i));
      wanted++;
    }
    for (let seen: Readonly<Record<string, number>> = {}; ; seen = await linesOf()) {
      await turn();
      expect(Math.max(seen.one ?? 0, seen.list ?? 0)).toBeLessThanOrEqual(wanted);
      if (seen.one === wanted && seen.list === wanted) break;
    }
  }
  expect(running.stderr).not.toContain('not named');
});

test('tidemark, killed before it has committed anything but where it began, counts what was rotated away meanwhile', async () => {
  for (const rotate of [
    rotations['renaming, and creating the new file at once'],
    rotations['copying and truncating'],
    rotations['renaming and compressing at once'],
  ]) {
    const { path, append } = await place();
    const { LogWriter } = await import('../support/log-writer.js');
    const writer = new LogWriter(path('gen.log'));
    append('gen.log', lines(0, 3));
    const args = ['access-log', path('gen.log'), '--state', path('state'), '--start', 'beginning'];
    const killed = startTidemark([...args, '--checkpoint', '1h', '--idle', '1h']);
    while ((await ofState(path('state'))).sequence < 1) await turn();
    let second = 3;
    for (let round = 0; round < 9; round++) {
      writer.put(lines(second, second + 1));
      second++;
      // Whether it has read the line or not: nothing of it is committed.
      rotate?.(writer);
    }
    killed.child.kill('SIGKILL');
    await killed.finished;
    expect(await ofState(path('state'))).toMatchObject({ sequence: 1, lines: 0 });
    const next = await tidemark([...args, '--once']);
    expect(readOf(next), next.stderr).toBe(second);
    expect(next.stderr).not.toContain('lost');
  }
});

describe('an output that is an input', () => {
  const OUTPUTS = ['gen.log', './/x/../gen.log', 'link/gen.log', 'x/alias', 'hard'];
  const setUp = async () => {
    const made = await place();
    mkdirSync(made.path('x'));
    made.append('gen.log', lines(0, 3));
    symlinkSync('.', made.path('link'));
    symlinkSync('../gen.log', made.path('x/alias'));
    const { linkSync } = await import('node:fs');
    linkSync(made.path('gen.log'), made.path('hard'));
    return made;
  };

  it.each(OUTPUTS)('is refused before anything runs, named %s', async (out) => {
    const { directory, path } = await setUp();
    const inputs = ['gen.log', '*.log', 'link/*.log', join(directory, '**/gen.log')];
    // Each output with two of the inputs, each input with both flags. Two names of one file that no link connects are found
    // out by name only.
    const from = out === 'hard' ? 0 : OUTPUTS.indexOf(out);
    for (const [i, flag] of ['--out', '--dead-letters'].entries()) {
      const input = out === 'hard' ? 'gen.log' : (inputs[(from + i) % inputs.length] ?? expect.fail());
      const ran = await tidemark(['access-log', input, '--once', flag, out], { cwd: directory });
      expect(ran.code, `${input} ${ran.stderr}`).toBe(2);
      expect(ran.stderr).toContain(`${flag}: ${out} is a file that is read here`);
    }
    expect(readFileSync(path('gen.log'), 'utf8')).toBe(lines(0, 3));
  });

  it.each(OUTPUTS)('is refused in a config, named %s, of the same pipeline and of another', async (out) => {
    const { directory, path, config } = await setUp();
    const to = { to: [{ file: out }] };
    for (const pipelines of [
      { a: counting('gen.log', {}, to) },
      { a: counting('gen.log'), b: counting('elsewhere.log', {}, to) },
    ]) {
      config({ version: 1, pipelines });
      const ran = await tidemark(['run', path('tidemark.json')], { cwd: directory });
      expect(ran.code, ran.stderr).toBe(78);
      expect(ran.stderr).toMatch(
        /\/(?:gen.log|alias|hard) is read by (?:this very pipeline|the pipeline a, which runs beside it):/,
      );
    }
    expect(readFileSync(path('gen.log'), 'utf8')).toBe(lines(0, 3));
  });

  it('is refused where a pattern would come to find it, rotated or not, but not where the pattern leaves it out', async () => {
    const { directory, path, config } = await setUp();
    const run = async (file: string | readonly string[], output: object) => {
      const { source, ...rest } = counting('', {}, { to: [output] });
      config({ version: 1, pipelines: { a: { ...rest, source: { ...source, file, follow: false } } } });
      return tidemark(['check', path('tidemark.json')], { cwd: directory });
    };
    expect((await run('*.jsonl', { file: 'out.jsonl' })).code).toBe(78);
    expect((await run('*.jsonl', { file: 'out.jsonl', size: '1MB' })).code).toBe(78);
    expect((await run('out.2*.jsonl', { file: 'out.jsonl', every: '1h' })).code).toBe(78);
    expect((await run('out.2*.jsonl', { file: 'out.jsonl' })).code).toBe(0);
    expect((await run(['*.jsonl', '!out*.jsonl'], { file: 'out.jsonl', every: '1h' })).code).toBe(0);
    expect((await run(['*.jsonl', '!out.jsonl'], { file: 'out.jsonl' })).code).toBe(0);
  });
});

describe('the name of a file that holds what a terminal obeys', () => {
  const NAME = 'a\u001b[31m\nb\u009b.log';
  const SHOWN = 'a\\x1b[31m\\x0ab\\x9b.log';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that must not be there.
  const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

  it('is shown with its codes in errors, warnings and audits', async () => {
    const cwd = await temporaryDirectory();
    const missing = await tidemark(['access-log', NAME, '--once'], { cwd });
    expect(missing.stderr).toBe(
      `tidemark: Cannot read ${join(cwd, SHOWN)}: no such file. Check the path, or follow it to wait until it appears.\n`,
    );
    const waiting = startTidemark(['access-log', NAME], { cwd });
    await waiting.until(({ stderr }) => stderr.includes('Waiting for it to appear'));
    writeFileSync(join(cwd, NAME), lines(0, 2));
    await tidemark(['access-log', NAME, '--once', '--state', 's'], { cwd });
    const audit = await tidemark(['audit', '--state', 's'], { cwd });
    expect(audit.stdout).toContain(`read      ${join(cwd, SHOWN)} (inode`);
    const refused = await tidemark(['access-log', NAME, '--out', NAME], { cwd });
    const unknown = await tidemark(['access-log', `--${NAME.replace('\n', '')}`], { cwd });
    const state = await tidemark(['audit', '--state', NAME], { cwd });
    const config = await tidemark(['run', NAME], { cwd });
    for (const { stdout, stderr } of [missing, waiting, audit, refused, unknown, state, config]) {
      expect(stdout + stderr).toContain('a\\x1b[31m');
      expect(stdout + stderr).not.toMatch(OBEYED);
    }
  });
});

test('tidemark audit shows what was begun anew', async () => {
  const cwd = await temporaryDirectory();
  const run = () => tidemark(['access-log', 'gen.log', '--once', '--state', 's'], { cwd });
  writeFileSync(join(cwd, 'gen.log'), lines(0, 4));
  await run();
  const { stdout: before } = await tidemark(['audit', '--state', 's'], { cwd });
  expect(before).toContain('  It adds up.\n');
  writeFileSync(join(cwd, 'gen.log'), lines(1, 3));
  await run();
  const { stdout, code } = await tidemark(['audit', '--state', 's'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/begun anew once, after 260 bytes and 4 lines/);
  expect(stdout).toContain(
    '  It adds up. But 1 path was begun anew: what was there both times counts twice.\n',
  );
});
