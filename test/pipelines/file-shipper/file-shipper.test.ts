import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildPipeline } from '../../../src/config/compile/build-pipeline.js';
import { builtParts } from '../../../src/config/parts/built-parts.js';
import { fileShipperConfig } from '../../../src/config/ready-made/file-shipper.js';
import { Secrets } from '../../../src/config/secrets.js';
import { DAYS } from '../../../src/config/settings/mute-setting.js';
import { planReadyMade } from '../../../src/host/run-ready-made.js';
import { systemClock } from '../../../src/io/clock.js';
import { lockDirectory } from '../../../src/io/sources/directory/lock-directory.js';
import { wantedPaths } from '../../../src/io/sources/directory/wanted-paths.js';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import { run } from '../../../src/pipelines/run.js';
import { s3Server } from '../../servers/s3.js';
import { asIf } from '../../support/object-store/store-at.js';
import { collector, exampleConfig, planOf } from '../../support/run-config.js';
import { quickDirectory } from '../../support/temporary-directory.js';
import { untilOutside } from '../../support/until.js';

/** A config with the file shipper in it, and what it ships from and to. */
const shipper = async (more = '', key = '{path}', directory?: string) => {
  asIf({});
  const server = await s3Server();
  const place = await quickDirectory();
  const store = memoryStore();
  const config = `
version: 1
pipelines:
  ship:
    use: file-shipper
    source:
      directory: ${place}
      to: s3://logs/raw
      settle: 0
      once: true
      endpoint: ${server.endpoint}
      key: "${key}"
${more.replace(/^(?=.)/gm, '      ')}
`;
  const warnings: string[] = [];
  /** Runs it to its end, as a process would. */
  const ship = async (dry = false) => {
    const [plan] = planOf(config).pipelines;
    if (plan === undefined) throw new Error('there is no pipeline');
    const clock = systemClock();
    const sink = collector();
    const context = {
      ...{ clock, json: true, colours: false, remembers: true, dry, directory },
      warn: (message: string) => void warnings.push(message),
      inform: () => undefined,
    };
    await run(
      buildPipeline(plan, builtParts, context, undefined, () => sink),
      { clock, store },
    );
    return sink;
  };
  return { server, place, ship, warnings, config };
};

it('once: ships what has settled, removes it when that is committed, and says both', async () => {
  const { server, place, ship } = await shipper();
  mkdirSync(join(place, 'sub'));
  for (const name of ['a.log', 'b.log', 'sub/c.log']) writeFileSync(join(place, name), name);
  writeFileSync(join(place, 'd.part'), 'unfinished');
  const sink = await ship();
  expect(sink.of('uploads')).toMatchObject(
    ['a.log', 'b.log', 'sub/c.log'].map(() => ({ kind: 'upload', class: 'ok', attempt: 1, shipped: true })),
  );
  expect(server.bucket().keys()).toEqual(['raw/.tidemark-probe', 'raw/a.log', 'raw/b.log', 'raw/sub/c.log']);
  expect(server.body('raw/sub/c.log')?.toString()).toBe('sub/c.log');
  expect(readdirSync(place).toSorted()).toEqual(['.tidemark', 'd.part', 'sub']);
  expect([readdirSync(join(place, 'sub')), server.count('list')]).toEqual([[], 0]);
  // And again, with nothing left.
  expect((await ship()).of('uploads')).toEqual([]);
});

it('FS-10: a file that meets another object ships beside it, and that is an alert', async () => {
  const { server, place, ship } = await shipper();
  writeFileSync(join(place, 'app.log.1'), 'yesterday');
  await ship();
  writeFileSync(join(place, 'app.log.1'), 'today');
  const sink = await ship();
  expect(sink.of('uploads')).toMatchObject([{ class: 'conflict', shipped: true }]);
  expect(server.body('raw/app.log.1')?.toString()).toBe('yesterday');
  expect(sink.of('conflicts').map(({ state }) => state)).toContain('firing');
  expect(existsSync(join(place, 'app.log.1'))).toBe(false);
});

it('keep: what stays is remembered, and ships again when it has changed', async () => {
  const { server, place, ship } = await shipper('after: keep\n');
  writeFileSync(join(place, 'a.log'), 'hello');
  await ship();
  expect((await ship()).of('uploads')).toEqual([]);
  appendFileSync(join(place, 'a.log'), ' world');
  expect((await ship()).of('uploads')).toMatchObject([{ class: 'conflict' }]);
  expect(server.count('put')).toBeGreaterThan(3);
});

it('FS-16: a store that ignores conditions is refused before anything is sent, or looked at before each write', async () => {
  const { server, place, ship } = await shipper();
  server.habits.conditional = 'ignored';
  writeFileSync(join(place, 'a.log'), 'hello');
  await expect(ship()).rejects.toThrow('overwrite_guard: head');
  expect([server.bucket().keys(), existsSync(join(place, 'a.log'))]).toEqual([['raw/.tidemark-probe'], true]);
  const guarded = await shipper('overwrite_guard: head\n');
  guarded.server.habits.conditional = 'ignored';
  writeFileSync(join(guarded.place, 'a.log'), 'hello');
  expect((await guarded.ship()).of('uploads')).toMatchObject([{ class: 'ok' }]);
});

it('FS-18: a bucket of another region is refused, and which it is in is said', async () => {
  const { server, place, ship } = await shipper();
  server.habits.bucketRegion = 'eu-central-1';
  writeFileSync(join(place, 'a.log'), 'hello');
  await expect(ship()).rejects.toThrow('eu-central-1');
  expect(existsSync(join(place, 'a.log'))).toBe(true);
});

it('a store that is down is waited for: files fail, and what waits is said all the same', async () => {
  const { server, place, ship, warnings } = await shipper();
  writeFileSync(join(place, 'a.log'), 'hello');
  for (const kind of ['put', 'head'] as const) server.always(kind, { kind: 'reset' });
  const sink = await ship();
  expect(sink.of('uploads')).toMatchObject([{ class: 'reset', shipped: false, attempt: 1 }]);
  expect(warnings).toEqual([expect.stringContaining('Files wait until')]);
  for (const kind of ['put', 'head'] as const) server.always(kind, undefined);
  expect((await ship()).of('uploads')).toMatchObject([{ class: 'ok', attempt: 2 }]);
});

it('what a store can do is asked once a day, where something is remembered, and of each place', async () => {
  const memory = await quickDirectory();
  const { server, place, ship } = await shipper('', '{path}', join(memory, 'journal'));
  for (const name of ['a', 'b']) {
    writeFileSync(join(place, name), name);
    expect((await ship()).of('uploads')).toMatchObject([{ class: 'ok' }]);
  }
  expect(server.seen.map(({ key }) => key)).toEqual([
    ...['raw/.tidemark-probe', 'raw/.tidemark-probe'],
    ...['raw/a', 'raw/b'],
  ]);
  const file = join(memory, 'journal/store.json');
  const known = JSON.parse(readFileSync(file, 'utf8'));
  // Too old, of another place, not what would do, and torn: asked again.
  const others = [
    { at: known.at - 90_000_000 },
    { place: 'elsewhere' },
    { conditionalWrites: false },
    { at: 'x' },
  ];
  for (const other of others) {
    const before = server.count('put');
    writeFileSync(file, JSON.stringify({ ...known, ...other }));
    await ship();
    expect(server.count('put')).toBe(before + 1);
  }
});

it('two shippers on one directory: the second is refused', async () => {
  const { place, ship } = await shipper();
  const unlock = await lockDirectory(place, () => undefined);
  await expect(ship()).rejects.toThrow(`are shipped by process ${process.pid}`);
  unlock?.();
  await ship();
});

it.each([
  ['', '{host}/{date}', 'without {path} or {name}'],
  ['', '{pth}', 'knows no {pth}'],
  ['after: remove\n', '{path}', 'Write delete, keep'],
  ['bwlimit: 10m\n', '{path}', 'no bandwidth'],
  ['hours: 25:00-06:00\n', '{path}', 'no time of day'],
  ['heartbeat: hc.example.com\n', '{path}', 'A URL is wanted'],
])('%s%s is refused where the config is checked', async (more, key, words) => {
  const { ship } = await shipper(more, key);
  await expect(ship()).rejects.toThrow(words);
});

it('for ever: what comes while it runs ships, and a stop ends it with nothing half done', async () => {
  const { config, place, server } = await shipper();
  const [plan] = planOf(config.replace('      once: true\n', '')).pipelines;
  if (plan === undefined) throw new Error('there is no pipeline');
  const clock = systemClock();
  const sink = collector();
  const context = {
    clock,
    json: true,
    colours: false,
    remembers: true,
    warn: () => undefined,
    inform: () => undefined,
  };
  const stop = new AbortController();
  const spec = buildPipeline(plan, builtParts, context, undefined, () => sink);
  const running = run(spec, { clock, store: memoryStore(), signal: stop.signal });
  for (const name of ['a.log', 'b.log']) {
    writeFileSync(join(place, name), name);
    await untilOutside(() => !existsSync(join(place, name)));
    expect(server.body(`raw/${name}`)?.toString()).toBe(name);
  }
  stop.abort();
  await running;
  expect(sink.of('uploads').map(({ path, class: what }) => [path, what])).toEqual([
    ['a.log', 'ok'],
    ['b.log', 'ok'],
  ]);
});

it('FS-21: a directory that is not there is not made: it may be one that is not mounted', async () => {
  const { place, ship, warnings } = await shipper();
  rmdirSync(place);
  await expect(ship()).rejects.toThrow('not mounted');
  expect([existsSync(place), warnings]).toEqual([false, []]);
});

it('the stream waiting has each file that waits, where somebody asks for it', async () => {
  const { config } = await shipper();
  const names = (text: string): readonly string[] =>
    planOf(text).pipelines.flatMap(({ streams }) => streams.map(({ name }) => name));
  expect(names(config).some((name) => name.startsWith('waiting'))).toBe(false);
  expect(names(`${config}    streams: { waiting: { to: [stdout] } }\n`)).toContain('waiting');
  expect(
    names(`${config}    streams: { old: { from: waiting, where: age > 3600000, to: [stdout] } }\n`),
  ).toContain('waiting');
});

it('a dry run says what would be shipped, asks the store nothing, and writes nothing', async () => {
  const { server, place, ship } = await shipper();
  writeFileSync(join(place, 'a.log'), 'hello');
  const sink = await ship(true);
  expect(sink.of('uploads')).toMatchObject([{ class: 'dry-run', key: 'raw/a.log', shipped: false }]);
  expect([server.seen.length, readdirSync(place)]).toEqual([0, ['a.log']]);
});

it('every flag of the command has its place in a config', () => {
  const tree = fileShipperConfig({
    ...{ directory: '/var/spool/app', to: 's3://logs/raw', settle: 60_000, key: '{host}/{path}' },
    ...{
      include: ['*.log'],
      exclude: ['debug.*'],
      move: '/var/spool/shipped',
      verify: 'read-back',
      concurrency: 4,
    },
    ...{ endpoint: 'https://s3.example.com', region: 'eu-central-1', profile: 'logs', pathStyle: true },
    ...{ overwriteGuard: 'head', once: true, json: true, bwlimit: '8MB/s', hours: '22:00-06:00' },
    ...{ compress: 'gzip', removeEmpty: true, heartbeat: 'https://hc.example.com/1' },
  });
  const [plan] = planReadyMade(tree, new Secrets());
  expect(plan?.pipelines[0]?.sources[0]?.settings).toEqual({
    directory: '/var/spool/app',
    to: { bucket: 'logs', prefix: 'raw/' },
    settle: 60_000,
    key: '{host}/{path}',
    include: ['*.log'],
    exclude: ['debug.*'],
    after: { move: '/var/spool/shipped' },
    verify: 'read-back',
    concurrency: 4,
    endpoint: 'https://s3.example.com',
    region: 'eu-central-1',
    profile: 'logs',
    path_style: true,
    overwrite_guard: 'head',
    compress: 'gzip',
    bwlimit: 8000,
    hours: [{ from: 1320, to: 360, days: DAYS, zone: undefined }],
    remove_empty: true,
    heartbeat: 'https://hc.example.com/1',
    once: true,
  });
});

it('what is moved into the directory itself would be shipped again: refused', async () => {
  const { config, place } = await shipper();
  const moved = config.replace('      once: true', `      after: { move: ${place}/done }`);
  expect(() => planOf(moved)).toThrow('shipped again');
});

it('target (c): the config that people want to write can be planned, and its alert is said in words', () => {
  const { pipelines } = planOf(exampleConfig('c'));
  expect(pipelines.map(({ name }) => name)).toEqual(['ship']);
});

it.each([
  ['a.log', true],
  ['sub/a.log', true],
  ['web/x/y.txt', true],
  ['a.txt', false],
  ['debug.log', false],
  ['sub/debug.log', false],
])('of patterns: %s is wanted: %s', (path, expected) => {
  expect(wantedPaths({ include: ['*.log', 'web/**'], exclude: ['debug.*'] })(path)).toBe(expected);
});
