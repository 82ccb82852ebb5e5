import { describe, expect, it } from 'vitest';
import { combinedCrc32 } from '../../../src/io/object-store/combined-crc32.js';
import { crc32Checksum } from '../../../src/io/object-store/crc32-of.js';
import { checksumTaker } from '../../../src/io/object-store/s3/checksum-taker.js';
import { statedChecksums } from '../../../src/io/object-store/s3/stated-checksums.js';
import { readChunked } from '../../servers/s3/chunked.js';
import { type Signed, signatureOf, signingKey } from '../../servers/s3/sigv4.js';
import { statedSums, uploadSums } from '../../servers/s3/stated-sums.js';
import { ALGORITHMS, md5, rawSum, sha256Hex, sumOf } from '../../servers/s3/sums.js';
import { type S3Server, s3Server } from '../../servers/s3.js';

/** As in all of the examples of AWS's documentation. */
const EXAMPLE = {
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
  time: '20130524T000000Z',
} as const;
const HOST = 'examplebucket.s3.amazonaws.com';
const EMPTY = sha256Hex('');

const signed = (
  of: Partial<Omit<Signed, 'headers'>> & { readonly headers?: Readonly<Record<string, string>> },
) => {
  const payloadHash = of.payloadHash ?? EMPTY;
  const headers = {
    host: HOST,
    'x-amz-date': EXAMPLE.time,
    'x-amz-content-sha256': payloadHash,
    ...of.headers,
  };
  const signedHeaders = Object.keys(headers).sort();
  return signatureOf({
    ...EXAMPLE,
    method: 'GET',
    path: '/',
    query: '',
    ...of,
    headers,
    signedHeaders,
    payloadHash,
  });
};

describe('sums', () => {
  it.each([
    ['', 'AAAAAA==', 'AAAAAA==', 'AAAAAAAAAAA=', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
    ['123456789', 'y/Q5Jg==', '4waSgw==', 'rosUhgp5mIg=', 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU='],
    ['hello world', 'DUoRhQ==', 'yZRlqg==', 'jSnVw/bqjr4=', 'uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek='],
    [
      '\0'.repeat(1 << 20),
      'pzjqHA==',
      'FCmMEg==',
      'vXaWOF2jG0Y=',
      'MOFJVevxNSJm3C/4Bn5oEEYH51CrudOzZYK4r5Cfy1g=',
    ],
  ])(
    'S3-V1: of a text are those that are published, in the emulator and in what it judges',
    async (text, ...wanted) => {
      const names = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA256'] as const;
      const bytes = Buffer.from(text);
      expect(names.map((name) => sumOf(name, bytes))).toEqual(wanted);
      const ours = names.map((name) => {
        const taker = checksumTaker(name);
        for (let at = 0; at < bytes.length; at += 99_991) taker.add(bytes.subarray(at, at + 99_991));
        return taker.value();
      });
      expect(await Promise.all(ours)).toEqual(wanted);
    },
  );

  it('S3-V5: of three parts: only that of the whole object does not depend on how it was cut', () => {
    const parts = [Buffer.alloc(5 << 20, 'a'), Buffer.alloc(5 << 20, 'b'), Buffer.from('c')];
    expect(parts.map((part) => md5(part).toString('hex'))).toEqual([
      '79b281060d337b9b2b84ccf390adcf74',
      '74843a3ab193a389bced899402d99d5f',
      '4a8a08f09d37b73795649038408b5f33',
    ]);
    expect(md5(Buffer.concat(parts.map(md5))).toString('hex')).toBe('0a97f1336a2298a6c3e9adaa562a9eec');
    const sums = parts.map((part) => rawSum('CRC32', part));
    expect(sums.map((sum) => sum.toString('base64'))).toEqual(['r/zBbw==', 'yG5QvA==', 'Brnfbw==']);
    expect(sumOf('CRC32', Buffer.concat(sums))).toBe('efOKxQ==');
    const whole = parts.reduce(
      (sum, part, at) => combinedCrc32(sum, sums[at]?.readUInt32BE() ?? 0, part.length),
      0,
    );
    expect(crc32Checksum(whole).value).toBe('PADLLA==');
    expect(sumOf('CRC64NVME', Buffer.concat(parts))).toBe('8ivC2dk3VUw=');
  });

  it('S3-B5: of parts are none of the whole', () => {
    expect(statedChecksums({ ChecksumCRC32: 'efOKxQ==-3', ChecksumType: 'COMPOSITE' })).toEqual([]);
    expect(statedChecksums({ ChecksumSHA256: '1L0WPZtI3+6c2Dv9C9FdeO5+XonN2Op759p9E/VHVzQ=-3' })).toEqual([]);
    expect(statedChecksums({ ChecksumCRC64NVME: '8ivC2dk3VUw=', ChecksumType: 'FULL_OBJECT' })).toEqual([
      { algorithm: 'CRC64NVME', value: '8ivC2dk3VUw=' },
    ]);
  });

  it('S3-B5: of an upload are those that S3 allows with their type', () => {
    const allowed = (type: string) =>
      ALGORITHMS.filter((name) => {
        try {
          uploadSums({ 'x-amz-checksum-algorithm': name, 'x-amz-checksum-type': type });
          return true;
        } catch {
          return false;
        }
      });
    expect(allowed('FULL_OBJECT')).toEqual(['CRC32', 'CRC32C', 'CRC64NVME']);
    expect(allowed('COMPOSITE')).toEqual(['CRC32', 'CRC32C', 'SHA1', 'SHA256']);
  });
});

describe('signatures', () => {
  it('S3-V6: of a GET with a range', () => {
    expect(signed({ path: '/test.txt', headers: { range: 'bytes=0-9' } })).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });

  it('S3-V7: of a PUT of a key with $', () => {
    const headers = { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' };
    const payloadHash = sha256Hex('Welcome to Amazon S3.');
    expect(signed({ method: 'PUT', path: '/test%24file.text', headers, payloadHash })).toBe(
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    );
  });

  it.each([
    ['plain.txt', '3fa091ad1f99700c978bea43709b6bfa80c367a7e13611c6b60eb68469a44c8d'],
    ['a%20b.txt', 'a35594712ada9d2eb1f9e01d484a10e499c3abedbafb014e1dc572de2e7a74fa'],
    ['a%2Bb.txt', '7aa8d7f6791446057aa8744f5ffd91fa6489d1c731efc181e0e3ff737981156c'],
    ['a%2520b.txt', '0a4048f33892415814ab1336ab3205985586cd1c04413295e05b0752eb90f756'],
    ['%E6%97%A5%E6%9C%AC.txt', 'a60a72bff428a4f19c2761e3174961d0934add1454a62a0c9966f674e35d8953'],
    ['a//b', 'd3b7d8e709518ef28050efa35968623c064ee44d1a12877eab753fd6548bb875'],
    ['dir/../up.txt', 'f9803d7c5c481403d26c51084ad8c66a49ac71009bb142513da4cc561b685257'],
    ["a~b(c)!*'.txt", '12dbaae489a910be4dcbd358fd0e1b6269b1911e50288cd3d3d26ad2e13e9e2a'],
    ['q%3Fx%3D1%26y%23z', '54a25ad1f586a2228463b8da923aad4cbae3b71864741e725c3257b697a15967'],
    ['tab%09here', '6b49fc1e42081a187a984506649566b84ea0f4504a718261ae095c414214b466'],
    ['trail/', '7bd43f8cad83761dbccd1e5f26fe8454d81b8cdb46581bfac233bac9c0c91942'],
  ])('S3-V10: of the awkward key %s', (path, signature) => {
    expect(signed({ path: `/${path}` })).toBe(signature);
  });
});

const CHUNKS = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
];
const TRAILED = [
  'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
  '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
  '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
];
const SEED = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
const SEED_TRAILED = '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e';
const TRAILER = 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435';

const chunked = (signatures: readonly string[], trailer = ''): Buffer =>
  Buffer.from(
    `${[65_536, 1024]
      .map(
        (length, at) =>
          `${length.toString(16)};chunk-signature=${signatures[at]}\r\n${'a'.repeat(length)}\r\n`,
      )
      .join('')}0;chunk-signature=${signatures[2]}\r\n${trailer}\r\n`,
  );

describe('aws-chunked', () => {
  const headers = {
    host: 's3.amazonaws.com',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'content-encoding': 'aws-chunked',
    'content-length': '66824',
    'x-amz-decoded-content-length': '66560',
  };
  const of = { method: 'PUT', path: '/examplebucket/chunkObject.txt' } as const;
  const key = signingKey(EXAMPLE.secret, EXAMPLE.time, EXAMPLE.region);

  it('S3-V8: has a signature in each chunk, and is 66,824 bytes long', () => {
    expect(signed({ ...of, headers, payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' })).toBe(SEED);
    const body = chunked(CHUNKS);
    expect(body).toHaveLength(66_824);
    expect(
      readChunked(body, false, { ...EXAMPLE, key, seed: SEED }).body.equals(Buffer.alloc(66_560, 'a')),
    ).toBe(true);
    body[50_000] = 0x62;
    expect(() => readChunked(body, false, { ...EXAMPLE, key, seed: SEED })).toThrow(
      expect.objectContaining({ status: 403, code: 'SignatureDoesNotMatch' }),
    );
    expect(() =>
      readChunked(chunked(CHUNKS).subarray(0, 66_000), false, { ...EXAMPLE, key, seed: SEED }),
    ).toThrow(expect.objectContaining({ code: 'IncompleteBody' }));
  });

  it('S3-V9: has a trailer with a signature', () => {
    const { 'content-length': _, ...others } = headers;
    const trailing = { ...others, 'x-amz-trailer': 'x-amz-checksum-crc32c' };
    expect(
      signed({ ...of, headers: trailing, payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' }),
    ).toBe(SEED_TRAILED);
    const signatures = { ...EXAMPLE, key, seed: SEED_TRAILED };
    const line = (value: string) =>
      `x-amz-checksum-crc32c:${value}\r\nx-amz-trailer-signature:${TRAILER}\r\n`;
    const { body, trailers } = readChunked(chunked(TRAILED, line('sOO8/Q==')), true, signatures);
    expect(statedSums(trailing, trailers, body)).toEqual(new Map([['CRC32C', 'sOO8/Q==']]));
    expect(() => readChunked(chunked(TRAILED, line('AAAAAA==')), true, signatures)).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
    );
    expect(() => statedSums(trailing, new Map([['x-amz-checksum-crc32c', 'AAAAAA==']]), body)).toThrow(
      expect.objectContaining({ status: 400, code: 'BadDigest' }),
    );
    expect(() => statedSums(trailing, new Map(), body)).toThrow(
      expect.objectContaining({ code: 'MalformedTrailerError' }),
    );
  });
});

interface Raw {
  readonly method?: string;
  readonly path: string;
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent, and not signed. */
  readonly unsigned?: Readonly<Record<string, string>>;
  readonly payloadHash?: string;
}

const now = (): string => new Date().toISOString().replace(/[-:]|\.\d+/g, '');

const send = async (server: S3Server, { method = 'PUT', path, body, ...of }: Raw): Promise<Response> => {
  const host = `127.0.0.1:${server.port}`;
  const payloadHash = of.payloadHash ?? sha256Hex(body ?? '');
  const headers = { host, 'x-amz-date': now(), 'x-amz-content-sha256': payloadHash, ...of.headers };
  const time = headers['x-amz-date'];
  const signedHeaders = Object.keys(headers).sort();
  const [pathname = '', query = ''] = path.split('?');
  const signature = signatureOf({
    method,
    path: pathname,
    query,
    headers,
    signedHeaders,
    payloadHash,
    time,
    region: 'us-east-1',
    secret: 'secret',
  });
  const scope = `${time.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return await fetch(`${server.endpoint}${path}`, {
    method,
    ...(body !== undefined && { body: new Uint8Array(body) }),
    headers: { ...headers, ...of.unsigned, authorization },
  });
};

const codeOf = async (answer: Response): Promise<string> =>
  `${answer.status} ${/<Code>(\w+)</.exec(await answer.text())?.[1] ?? ''}`.trim();

describe('the emulator', () => {
  const body = Buffer.from('hello world');

  it('stores nothing that is not just what its signature and its sums say', async () => {
    const server = await s3Server();
    const put = (of: Partial<Raw>) => send(server, { path: '/logs/key', body, ...of }).then(codeOf);
    expect(await put({ headers: { 'content-md5': md5(Buffer.from('other')).toString('base64') } })).toBe(
      '400 BadDigest',
    );
    expect(await put({ headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } })).toBe('400 BadDigest');
    expect(await put({ payloadHash: sha256Hex('other') })).toBe('400 XAmzContentSHA256Mismatch');
    expect(await put({ unsigned: { 'x-amz-storage-class': 'GLACIER' } })).toBe('403 AccessDenied');
    expect(await put({ path: '/logs/key?partNumber=1&uploadId=x' })).toBe('404 NoSuchUpload');
    expect(await put({ headers: { 'x-amz-date': '20130524T000000Z' } })).toBe('403 RequestTimeTooSkewed');
    expect(server.body('key')).toBeUndefined();
    expect(await put({ headers: { 'x-amz-checksum-crc64nvme': 'jSnVw/bqjr4=' } })).toBe('200');
    expect(server.body('key')?.toString()).toBe('hello world');
    expect(server.seen.map(({ status }) => status)).toEqual([400, 400, 400, 403, 404, 403, 200]);
  });

  it('takes unsigned chunks with a trailer', async () => {
    const server = await s3Server();
    const put = (crc: string) =>
      send(server, {
        path: '/logs/key',
        body: Buffer.from(`6\r\nhello \r\n5\r\nworld\r\n0\r\nx-amz-checksum-crc32:${crc}\r\n\r\n`),
        payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        headers: {
          'x-amz-trailer': 'x-amz-checksum-crc32',
          'x-amz-decoded-content-length': '11',
          'content-encoding': 'aws-chunked',
        },
      });
    expect(await codeOf(await put('AAAAAA=='))).toBe('400 BadDigest');
    const answer = await put('DUoRhQ==');
    expect(answer.headers.get('x-amz-checksum-crc32')).toBe('DUoRhQ==');
    expect(server.body('key')?.toString()).toBe('hello world');
  });

  it('takes an address that is signed, until it expires', async () => {
    const server = await s3Server();
    await send(server, { path: '/logs/key', body });
    const at = async (time: string) => {
      const scope = encodeURIComponent(`AKIDEXAMPLE/${time.slice(0, 8)}/us-east-1/s3/aws4_request`);
      const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope}&X-Amz-Date=${time}&X-Amz-Expires=3600&X-Amz-SignedHeaders=host`;
      const signature = signatureOf({
        method: 'GET',
        path: '/logs/key',
        query,
        headers: { host: `127.0.0.1:${server.port}` },
        signedHeaders: ['host'],
        payloadHash: 'UNSIGNED-PAYLOAD',
        time,
        region: 'us-east-1',
        secret: 'secret',
      });
      const answer = await fetch(`${server.endpoint}/logs/key?${query}&X-Amz-Signature=${signature}`);
      return `${answer.status} ${(await answer.text()).slice(0, 11)}`;
    };
    expect(await at(now())).toBe('200 hello world');
    expect(await at('20130524T000000Z')).toMatch(/^403/);
  });

  it('copies, and may fail at it with 200', async () => {
    const server = await s3Server();
    await send(server, { path: '/logs/key', body });
    server.next('copy', { kind: 'error in 200' });
    const copy = () => send(server, { path: '/logs/other', headers: { 'x-amz-copy-source': '/logs/key' } });
    expect(await codeOf(await copy())).toBe('200 InternalError');
    expect(server.body('other')).toBeUndefined();
    expect(await codeOf(await copy())).toBe('200');
    expect(server.body('other')?.toString()).toBe('hello world');
  });
});
