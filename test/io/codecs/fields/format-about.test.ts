import { describe, expect, it } from 'vitest';
import type { FieldAbout } from '../../../../src/io/codecs/fields/field-about.js';
import { FORMATS, type FormatName } from '../../../../src/io/codecs/formats.js';
import { NGINX_ABOUT } from '../../../../src/io/codecs/nginx/nginx-about.js';
import { ACCESS_VARIABLES, DURATION_VARIABLES } from '../../../../src/io/codecs/nginx/nginx-variables.js';
import { decodeAll } from '../decode-all.js';

/** Lines in which as many fields as possible hold something. */
const SAMPLES: Readonly<Partial<Record<FormatName, string>>> = {
  'access-log':
    'www.example.com:443 192.0.2.1 - ann [29/Feb/2024:13:55:36 +0000] "GET /api/users?id=7 HTTP/1.1" 200 5 "http://example.com/" "curl/8" 0.012',
  alb: 'https 2024-02-29T13:55:36.123456Z app/web/50dc6c495c0c9188 192.0.2.1:2817 198.51.100.7:80 0.001 0.002 0.003 200 201 34 366 "GET https://www.example.com:443/api/users HTTP/1.1" "curl/8" ECDHE-RSA TLSv1.2 arn:aws:tg "Root=1-58337281" "www.example.com" "arn:aws:cert" 7 2024-02-29T13:55:36.000000Z "forward" "https://example.com/" "LambdaInvalidResponse" "198.51.100.7:80" "200" "Acceptable" "x" TID_1 "h" "/u" "ok"',
  's3-access':
    '79a59df900b949e5 logs [29/Feb/2024:13:55:36 +0000] 192.0.2.1 arn:aws:iam::1:user/ann 3E57427F3EXAMPLE REST.GET.OBJECT photos/a.jpg "GET /photos/a.jpg HTTP/1.1" 200 NoSuchKey 2326 4096 70 10 "http://example.com/" "S3Console/0.4" v1 host= SigV4 ECDHE-RSA AuthHeader logs.s3.example.com TLSv1.2 arn:aws:s3:ap Yes eu-west-1',
  w3c: [
    '#Fields: date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken time-to-first-byte',
    '2024-02-29 13:55:36 W3SVC1 WEB1 198.51.100.1 GET /report q=1 443 ann 192.0.2.1 HTTP/1.1 curl/8 a=1 http://example.com/ www.example.com 200 1 2 157 33 15 0.5',
  ].join('\n'),
  cloudfront:
    '2024-02-29\t13:55:36\tFRA2-C1\t157\t192.0.2.1\tGET\td111.cloudfront.net\t/report\t200\thttp://example.com/\tcurl%2F8\tq=1\ta=1\tHit\tSOX4xwn4==\twww.example.com\thttps\t23\t0.002\t192.0.2.9\tTLSv1.2\tECDHE\tHit\tHTTP/2.0\tProcessed\t1\t11040\t0.001\tHit\ttext/html\t78\t0\t77',
  'vpc-flow':
    '2 123456789010 eni-1235b8ca 192.0.2.1 198.51.100.9 49152 443 6 10 840 1418530010 1418530070 ACCEPT OK',
  lines: '2024-02-29T13:55:36Z it began',
};

const TYPES: Readonly<Record<FieldAbout['type'], string | undefined>> = {
  text: 'string',
  number: 'number',
  boolean: 'boolean',
  any: undefined,
};

describe.each(FORMATS)('what $name says of its fields', ({ name, about, codec }) => {
  const { fields, open } = codec({});
  const said = about.map((field) => field.name);

  it('names every field that its codec names, each once, and no others unless rows may have others', () => {
    expect(new Set(said).size).toBe(said.length);
    expect(said).not.toContain('time');
    expect(said).toEqual(expect.arrayContaining(fields.filter((field) => field !== 'time')));
    if (open !== true) expect(['time', ...said].sort()).toEqual([...fields].sort());
  });

  it('says each in a few words', () => {
    for (const field of about) {
      expect(field.about).toMatch(/^[^\s].{1,78}[^.\s]$/);
      expect(field.original, 'only where it is another name').not.toBe(field.name);
    }
  });

  it('has rows whose values are of the kind that it says', () => {
    const line = SAMPLES[name];
    if (line === undefined) return;
    const { rows, rejected } = decodeAll(codec({ durationUnit: 'ms' }), `${line}\n`, said);
    expect(rejected).toEqual([]);
    const [row] = rows;
    const held = about.filter((field) => row?.[field.name] !== undefined && row[field.name] !== null);
    expect(held.length).toBeGreaterThan(open === true ? 10 : about.length - 1);
    for (const field of held) {
      expect([field.name, typeof row?.[field.name]]).toEqual([field.name, TYPES[field.type]]);
    }
  });
});

describe('what variables of nginx are', () => {
  it('is said of all that have a name of access logs, or count time', () => {
    const names = NGINX_ABOUT.map(({ name }) => name);
    for (const [variable, { field }] of ACCESS_VARIABLES)
      if (variable !== 'request') expect(names).toContain(field);
    for (const name of DURATION_VARIABLES.keys()) {
      expect(NGINX_ABOUT.find((field) => field.name === name)?.unit).toBe('duration');
    }
  });
});
