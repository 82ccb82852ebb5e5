import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cloudfront, isCloudFront } from '../../../../src/io/codecs/cloudfront/cloudfront.js';
import { isMissing, SHARED_DATA } from '../../../support/shared-data.js';
import { decodeLines, rowOf } from '../decode-lines.js';

// Log files of other projects with what those projects say is in them. They are not part of this repository.
const CROWDSEC = 'http-logs/crowdsecurity__hub/aws-cloudfront-logs';
const LOGSTASH = 'http-logs/logstash-plugins__logstash-patterns-core/cloudfront.json';
const MATOMO = 'http-logs/matomo-org__matomo-log-analytics';

const bytesOf = (file: string): Buffer => readFileSync(join(SHARED_DATA, file));
// biome-ignore lint/suspicious/noExplicitAny: expected files of many shapes, read field by field below
const jsonOf = (file: string): any => JSON.parse(bytesOf(file).toString('utf8'));

/** On purpose: these are in milliseconds here. They are logged, and kept there, in seconds. */
const SECONDS = ['time_taken', 'time_to_first_byte'];
const inOurUnit = (name: string, logged: unknown): unknown =>
  SECONDS.includes(name) ? Number(logged) * 1000 : logged;

describe.skipIf(isMissing(CROWDSEC, LOGSTASH, MATOMO))('CloudFront logs of other projects', () => {
  test('crowdsecurity: every field of lines without a header', () => {
    const { s01, s02 } = jsonOf(`${CROWDSEC}/expected.json`);
    const bytes = bytesOf(`${CROWDSEC}/aws-cloudfront-logs.log`);
    for (const [i, { raw, parsed, meta }] of s01.entries()) {
      const { year, month, day, time, ...fields } = parsed;
      expect(isCloudFront(raw)).toBe(true);
      const row = decodeLines(cloudfront(), bytes, Object.keys(fields)).rows[i]!;
      expect(row.time).toBe(Date.parse(`${year}-${month}-${day}T${time}Z`));
      for (const [name, value] of Object.entries(fields)) {
        expect([name, String(row[name] ?? '-')]).toEqual([name, String(inOurUnit(name, value))]);
      }
      const access = decodeLines(cloudfront(), bytes).rows[i]!;
      expect(access).toMatchObject({
        path: meta.http_path,
        status: Number(meta.http_status),
        agent: meta.http_user_agent,
        method: meta.http_verb,
        host: meta.source_ip,
        section: '/testseb',
        vhost: parsed.x_host_header,
        duration: Number(parsed.time_taken) * 1000,
      });
    }
    const times = s02.flatMap(
      ({ enriched }: { enriched?: { MarshaledTime?: string } }) => enriched?.MarshaledTime ?? [],
    );
    for (const time of times) expect(decodeLines(cloudfront(), bytes).rows[0]?.time).toBe(Date.parse(time));
  });

  test('logstash: CLOUDFRONT_ACCESS_LOG, a line of the years when there were 23 fields', () => {
    const [{ message, legacy_fields: want }] = jsonOf(LOGSTASH).cases;
    const { timestamp, clientip, referrer, agent, cookies, ...fields } = want;
    const own = { ...fields, c_ip: clientip, cs_referer: referrer, cs_user_agent: agent, cs_cookie: cookies };
    const row = rowOf(cloudfront(), message, Object.keys(own));
    expect(row.time).toBe(Date.parse(`${timestamp.replace('\t', 'T')}Z`));
    // On purpose: `-` is null here.
    for (const [name, value] of Object.entries(own)) {
      expect([name, row[name] ?? '-']).toEqual([name, inOurUnit(name, value)]);
    }
    expect(rowOf(cloudfront(), message)).toMatchObject({
      agent:
        'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0.2704.79 Safari/537.36',
      duration: want.time_taken * 1000,
      vhost: 'host.example.com',
    });
  });

  test('matomo: amazon_cloudfront_web', () => {
    const [want] = jsonOf(`${MATOMO}/expected.json`).hits.test_amazon_cloudfront_web_parsing.hits;
    expect(rowOf(cloudfront(), bytesOf(`${MATOMO}/amazon_cloudfront_web.log`))).toMatchObject({
      time: Date.parse(`${want.date}Z`),
      status: Number(want.status),
      host: want.ip,
      path: want.full_path,
      referer: want.referrer,
      agent: want.user_agent,
      duration: want.generation_time_milli,
    });
  });
});
