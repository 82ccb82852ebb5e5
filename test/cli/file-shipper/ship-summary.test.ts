import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ShipSummary } from '../../../src/cli/file-shipper/ship-summary.js';
import { stateBeside } from '../../../src/cli/file-shipper/state-beside.js';
import { quickDirectory } from '../../support/temporary-directory.js';

const row = (path: string, what: string, shipped = what === 'ok' || what === 'conflict') => ({
  kind: 'upload',
  path,
  class: what,
  shipped,
});

it('FS-22: what a run has come to is said, and counts each file once', () => {
  const summary = new ShipSummary();
  for (let n = 0; n < 8; n++) summary.note(row(`f${n}`, 'ok'));
  summary.note(row('bad', 'denied'));
  summary.note(row('met', 'conflict'));
  // It has changed since it had settled, and waits: nobody is to blame.
  summary.note(row('grown', 'changed'));
  // The same again, out of another stream.
  summary.note(row('met', 'conflict'));
  summary.note({ kind: 'files', waiting: 3 });
  expect(summary.text()).toBe(
    '8 shipped, 1 failed, 1 conflict, 2 left: changed a short time ago, not removed, or not the hour\n',
  );
  expect([summary.failed, summary.conflicts]).toEqual([1, 1]);
});

it('what an earlier run had begun, and comes after the last report of what waits, is not left', () => {
  const summary = new ShipSummary();
  summary.note({ kind: 'files', waiting: 2 });
  summary.note(row('late', 'conflict'));
  summary.note(row('late', 'conflict'));
  expect(summary.text()).toContain('1 conflict, 1 left');
});

it('where nothing was there that is said', () => {
  expect(new ShipSummary().text()).toBe('0 shipped\n');
});

it('a dry run says how many would be shipped', () => {
  const summary = new ShipSummary();
  summary.note(row('a', 'dry-run', false));
  expect([summary.text(), summary.failed]).toEqual(['1 file would be shipped\n', 0]);
});

it('remembers where systemd says, or beside the directory where that can be written', async () => {
  const place = await quickDirectory();
  expect(stateBeside(join(place, 'logs/'), {})).toBe(join(place, '.tidemark-logs'));
  expect(stateBeside(join(place, 'logs'), { STATE_DIRECTORY: '/var/lib/a:/var/lib/b' })).toBe('/var/lib/a');
  expect(stateBeside(join(place, 'gone/logs'), {})).toBeUndefined();
  expect(stateBeside('/', {})).toBeUndefined();
});
