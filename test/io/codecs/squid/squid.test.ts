import { expect, test } from 'vitest';
import { squid } from '../../../../src/io/codecs/squid/squid.js';
import { rowOf } from '../decode-lines.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const [GET = '', CONNECT = '', DENIED = ''] = TEXT_SAMPLES.squid.rows;
const row = (line: string) => rowOf(squid.codec(), line);

test('a line of Squid has the fields of an access log, paths without their site', () => {
  expect(row(GET)).toStrictEqual({
    time: Date.parse('2024-05-01T12:00:00.123Z'),
    host: '192.0.2.7',
    user: 'jo',
    method: 'GET',
    path: '/a/b?c',
    section: '/a',
    vhost: 'www.example.com',
    status: 200,
    size: 411,
    duration: 180,
    result_code: 'TCP_MISS',
    hierarchy_code: 'HIER_DIRECT',
    peer_host: '198.51.100.1',
    content_type: 'text/html',
  });
  expect(row(CONNECT)).toMatchObject({ path: 'api.example.com:443', section: '(other)', vhost: null });
  expect(row(DENIED)).toMatchObject({ path: '/', section: '/', peer_host: null });
});
