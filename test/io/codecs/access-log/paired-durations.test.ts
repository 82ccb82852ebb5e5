import { describe, expect, it } from 'vitest';
import { askUnit } from '../../../../src/config/parts/duration-unit.js';
import { decodeAccessLog } from './decode-access-log.js';

const line = (extras: string): string =>
  `192.0.2.1 - - [07/Feb/2020:11:48:51 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8"${extras}\n`;
const WRITTEN = Date.UTC(2020, 1, 7, 11, 48, 51);

const decoded = (extras: string, durationUnit?: 's' | 'ms' | 'us') => {
  let asked = 0;
  const { rows } = decodeAccessLog(line(extras).repeat(2), {
    ...(durationUnit !== undefined && { durationUnit }),
    onUnknownDuration: () => asked++,
  });
  return { asked, took: rows[0]?.duration, after: (rows[0]?.time ?? 0) - WRITTEN };
};

describe.each([' 0/50000', ' **0/50000**', ' D=50000', ' "x" 0/50000', ' rt:50000'])(
  '%s at the end',
  (extras) => {
    it('is null and asked of once where nobody says its unit', () => {
      expect(decoded(extras)).toEqual({ asked: 1, took: null, after: 0 });
    });

    it('is the duration in the unit that is said, and the time is that at which it was over', () => {
      expect(decoded(extras, 'us')).toEqual({ asked: 0, took: 50, after: 50 });
    });
  },
);

it.each([' 0/1234 5', ' a/1234', ' 1/2/3', ' size=50000', ' 1234 "x" 5', ' 0/', ' /5'])(
  '%s is no duration, and nothing is asked',
  (extras) => {
    expect(decoded(extras)).toEqual({ asked: 0, took: undefined, after: 0 });
    expect(decoded(extras, 'us')).toEqual({ asked: 0, took: undefined, after: 0 });
  },
);

it('whoever is asked is told what they can write: the config, or the flag', () => {
  const said: string[] = [];
  askUnit((message) => said.push(message), 'access-log')();
  askUnit((message) => said.push(message), 'access-log', {
    setting: () => '',
    format: () => '',
    duration: (_, unit) => `--duration ${unit}`,
    time: '',
  })();
  expect(said[0]).toContain('Say which: format: { access-log: { duration: us } } for');
  expect(said[0]).not.toContain('--');
  expect(said[1]).toContain('Say which: --duration us for');
  expect(said[1]).not.toContain('format:');
});
