import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alb, isAlb } from '../../../../src/io/codecs/alb/alb.js';
import { isMissing, SHARED_DATA } from '../../../support/shared-data.js';
import { rowOf } from '../decode-lines.js';

// Log files of another project with what that project says is in them. They are not part of this repository.
const MATOMO = 'http-logs/matomo-org__matomo-log-analytics';

const textOf = (file: string): string => readFileSync(join(SHARED_DATA, MATOMO, file), 'utf8');

describe.skipIf(isMissing(MATOMO))('load balancer logs of other projects', () => {
  test('matomo: alb', () => {
    const [want] = JSON.parse(textOf('expected.json')).hits.test_alb_parsing.hits;
    const line = textOf('alb.log');
    expect(isAlb(line)).toBe(true);
    const row = rowOf(alb(), line);
    expect(row).toMatchObject({
      // On purpose: the time keeps its milliseconds.
      time: Date.parse(`${want.date}.127Z`),
      status: Number(want.status),
      host: want.ip,
      path: want.full_path,
      size: want.length,
      agent: want.user_agent,
      // On purpose: the three times together. There it is that of the target alone.
      duration: want.generation_time_milli + 1,
      target_processing_time: want.generation_time_milli,
      target_port_list: '10.1.1.1:80',
      matched_rule_priority: 0,
    });
  });
});
