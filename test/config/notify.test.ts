import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tidemark } from '../support/tidemark.js';

const line = (second: number): string =>
  `::1 - - [09/May/2026:16:00:${String(second).padStart(2, '0')} +0000] "GET / HTTP/1.1" 200 1\n`;

/** Five hits in the second ten seconds, and one in the others: it fires once, and recovers. */
const LOG = [1, 11, 12, 13, 14, 15, 21, 31, 41].map(line).join('');

const config = (dir: string, notify: string, alertNotify = ''): string => `version: 1
sinks:
  everybody: { file: ${dir}/everybody.jsonl }
  pager: { file: ${dir}/pager.jsonl }
notify: ${notify}
pipelines:
  web:
    source: { file: ${dir}/access.log, format: access-log, follow: false }
    streams:
      traffic:
        window: 10s
        measure: { hits: count() }
        alerts:
          busy: { value: hits, above: 3, severity: page${alertNotify} }
          calm: { value: hits, above: 4, severity: info }
`;

interface Line {
  readonly alert: string;
  readonly state: string;
}

const told = async (notify: string, alertNotify?: string) => {
  const dir = await mkdtemp(join(tmpdir(), 'notify-'));
  await writeFile(join(dir, 'access.log'), LOG);
  await writeFile(join(dir, 't.yaml'), config(dir, notify, alertNotify));
  const { code, stderr } = await tidemark(['run', join(dir, 't.yaml')]);
  expect({ code, errors: stderr.includes('error') }).toEqual({ code: 0, errors: false });
  const of = async (name: string): Promise<string[]> => {
    const text = await readFile(join(dir, `${name}.jsonl`), 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter((each) => each !== '')
      .map((each) => JSON.parse(each) as Line)
      .map(({ alert, state }) => `${alert} ${state}`);
  };
  return { everybody: await of('everybody'), pager: await of('pager') };
};

const check = async (notify: string): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'notify-'));
  await writeFile(join(dir, 't.yaml'), config(dir, notify));
  const { stdout, stderr } = await tidemark(['check', '--offline', join(dir, 't.yaml')]);
  return stdout + stderr;
};

describe('transitions go', () => {
  test('to outputs by severity, and only while they fire', async () => {
    const { everybody, pager } = await told('[everybody, { to: pager, severity: page, only: firing }]');
    expect(everybody.sort()).toEqual(['busy firing', 'busy ok', 'calm firing', 'calm ok']);
    expect(pager).toEqual(['busy firing']);
  });

  test('to all outputs of a list, of several severities', async () => {
    const { pager } = await told('{ to: [pager], severity: [page, info], only: firing }');
    expect(pager.sort()).toEqual(['busy firing', 'calm firing']);
  });

  test('once to an output that is told everything and also what fires', async () => {
    const { everybody } = await told('[everybody, { to: everybody, only: firing }]');
    expect(everybody.sort()).toEqual(['busy firing', 'busy ok', 'calm firing', 'calm ok']);
  });

  test('where an alert itself says', async () => {
    const { everybody, pager } = await told('everybody', ', notify: { to: pager, only: firing }');
    expect(everybody).toEqual(['calm firing', 'calm ok']);
    expect(pager).toEqual(['busy firing']);
  });
});

test('a route that cannot be is refused, with its place', async () => {
  expect(await check('{ to: pager, only: ok }')).toContain('Write firing, or take it out.');
  expect(await check('{ to: pagr }')).toContain('did you mean "pager"?');
  expect(await check('{ to: pager, severities: page }')).toContain('did you mean "severity"?');
});
