import { beforeAll, describe, expect, it } from 'vitest';
import { builtParts } from '../../../src/config/parts/built-parts.js';
import { loadTargets } from '../../../src/config/parts/urls/late-targets.js';
import { coordinatorFaults } from '../../../src/io/leases/coordinator-faults.js';
import { monitorDatabase } from '../../support/monitor-database.js';
import { diagnose } from '../bad-configs/diagnose.js';

beforeAll(loadTargets);

const saidOf = (source: string, use = 'web-monitor'): string =>
  diagnose(`version: 1\npipelines:\n  sites:\n    use: ${use}\n    source: ${source}\n`, {
    parts: builtParts,
  }).text;

const URLS = 'urls: https://a.example.com/';
const DATABASE = 'postgresql://monitor@db.example.com/monitoring';

describe('several monitors, in a config', () => {
  it('are what is written in the docs', () => {
    expect(saidOf(`{ ${URLS}, location: berlin, leases: { postgres: "${DATABASE}" } }`)).toBe('');
    expect(saidOf(`{ ${URLS}, leases: { postgres: "${DATABASE}", for: 10s, name: shops } }`)).toBe('');
    expect(saidOf(`{ locations: "${DATABASE}" }`, 'locations')).toBe('');
    expect(saidOf(`{ locations: "${DATABASE}", every: 10s, for: 30s, name: shops }`, 'locations')).toBe('');
  });

  it.each([
    [
      'once',
      `{ ${URLS}, once: true, leases: { postgres: "${DATABASE}" } }`,
      /each process would check all targets/,
    ],
    ['a location', `{ ${URLS}, location: "*" }`, /A name of a place is wanted here/],
    ['no address', `{ ${URLS}, leases: {} }`, /postgres/],
    ['another address', `{ ${URLS}, leases: { postgres: "mysql://db/x" } }`, /write it as postgresql:/],
    [
      'too short',
      `{ ${URLS}, leases: { postgres: "${DATABASE}", for: 100ms } }`,
      /A lease holds for 1s to 10m/,
    ],
  ])('say what is wrong with %s', (_, source, said) => {
    expect(saidOf(source)).toMatch(said);
  });

  it('say what is wrong with the source locations', () => {
    expect(saidOf('{ locations: nothing }', 'locations')).toMatch(/write it as postgresql:/);
    expect(saidOf(`{ locations: "${DATABASE}", every: 10ms }`, 'locations')).toMatch(/Once a second/);
    expect(saidOf(`{ locations: "${DATABASE}", for: 1h }`, 'locations')).toMatch(/1s to 10m/);
  });
});

describe('alerts by target, where several divide the targets', () => {
  const withStreams = (
    streams: string,
    source = `{ ${URLS}, leases: { postgres: "${DATABASE}" } }`,
  ): string => saidOf(`${source}\n    streams: ${streams}`);
  const silent = 'alerts: { silent: { absent: 5m } }';

  it('are told of targets that move, without a word', () => {
    expect(withStreams(`{ down: { ${silent} } }`)).toBe('');
    expect(withStreams(`{ own: { by: [name], ${silent} } }`)).toBe('');
    expect(withStreams(`{ own: { by: [name], where: 'moved || group == "web"', ${silent} } }`)).toBe('');
    expect(withStreams(`{ all: { ${silent} } }`)).toBe('');
  });

  it.each([
    [
      'a condition that keeps it from them',
      `{ own: { by: [name], where: 'class == "ok"', ${silent} } }`,
      /misses targets .*: where leaves out the row.*write where: 'moved \|\| \(class == "ok"\)'/s,
    ],
    [
      'absence of windows',
      `{ own: { by: [name], window: 1m, measure: { n: count() }, ${silent} } }`,
      /nothing tells it so.*gone: moved > 0/s,
    ],
  ])('or warned of, where they cannot be: %s', (_, streams, said) => {
    expect(withStreams(streams)).toMatch(said);
    expect(withStreams(streams, `{ ${URLS} }`)).toBe('');
  });
});

describe('check --online', () => {
  it('says what a database lacks for several monitors, and the SQL that gives it', async () => {
    const { url, sql, database } = await monitorDatabase();
    const both = ['leases', 'latest'] as const;
    expect(await coordinatorFaults(url('coordinator'), both)).toBeUndefined();
    expect(await coordinatorFaults(url('writer'), both)).toMatch(
      `${database}_writer may not SELECT leases, INSERT leases, UPDATE leases, SELECT latest. Run there: GRANT tidemark_coordinator TO "${database}_writer";`,
    );
    expect(await coordinatorFaults(url('reader'), ['leases'])).toMatch(
      /may not INSERT leases, UPDATE leases/,
    );
    await sql('DROP VIEW latest');
    expect(await coordinatorFaults(url('coordinator'), both)).toMatch(
      /has no view latest: tidemark migrate makes it/,
    );
    expect(await coordinatorFaults('postgresql://127.0.0.1:1/none', both)).toMatch(
      /127\.0\.0\.1:1.*ECONNREFUSED/,
    );
  });
});
