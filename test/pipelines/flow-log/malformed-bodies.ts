import { deflateSync, gzipSync } from 'node:zlib';
import type { seededRandom } from '../../../src/testing/seeded-random.js';
import { SIX } from './flow-server.js';

export interface Malformed {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

type Random = ReturnType<typeof seededRandom>;

const JSON_TYPE = { 'content-type': 'application/json' };
const GOOD = [SIX, { ...SIX, src_app: 'é"\\/ü', hour: 99 }];

/** Values that no field may have, as they are written. */
const BAD_COUNTS = '-1 1.0 1e3 0.5 "1" true null [] {} 9007199254740992 1e999 -0 9007199254740990.7'.split(
  ' ',
);
const BAD_NAMES = [
  '""',
  '1',
  'null',
  '[]',
  '{"a":{}}',
  'false',
  '"\\ud800"',
  JSON.stringify('x'.repeat(257)),
];
const TEXTS = [
  '',
  ' ',
  '\0',
  '{',
  '[[',
  '[{]',
  '{}',
  'null',
  '"a"',
  '1',
  'NaN',
  '[,]',
  '\uFEFF[]',
  '[1e]',
  '["\\x"]',
];

/** Decodes to more than a body may have. */
const BOMB = gzipSync(Buffer.alloc(17 * 1024 * 1024, 32));

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isName = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= 256;

/** Whether a body might be good: said of every good one, and of some bad ones. */
const mayBeGood = (body: Buffer): boolean => {
  try {
    const parsed = JSON.parse(body.toString()) as unknown;
    return (Array.isArray(parsed) ? parsed : [parsed]).every((record: Record<string, unknown>) => {
      const { src_app, dest_app, vpc_id, bytes_tx, bytes_rx, hour } = record;
      return [src_app, dest_app, vpc_id].every(isName) && [bytes_tx, bytes_rx, hour].every(isCount);
    });
  } catch {
    return false;
  }
};

/** Bodies that must be refused, of every kind that we could think of, by chance. */
export function* malformedBodies(count: number, random: Random): Generator<Malformed> {
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const makers: readonly (() => Malformed | undefined)[] = [
    () => ({ body: Buffer.from(pick(TEXTS)), headers: JSON_TYPE }),
    () => ({ body: Buffer.from(Array.from({ length: below(200) }, () => below(256))), headers: JSON_TYPE }),
    // A good record with a bad value, among good ones.
    () => {
      const field = pick(Object.keys(SIX));
      const raw = pick(typeof SIX[field as keyof typeof SIX] === 'number' ? BAD_COUNTS : BAD_NAMES);
      const bad = JSON.stringify({ ...SIX, [field]: '%' }).replace('"%"', () => raw);
      const records = Array.from({ length: below(20) }, () => JSON.stringify(SIX));
      records.splice(below(records.length + 1), 0, bad);
      return { body: Buffer.from(`[${records.join(',')}]`), headers: JSON_TYPE };
    },
    // A key twice, missing or unknown.
    () => {
      const field = pick(Object.keys(SIX));
      const text = JSON.stringify(SIX);
      const more = pick([field, '__proto__', 'constructor', 'time', 'forget', 'Hour', '']);
      return {
        body: Buffer.from(text.replace('{', `{${JSON.stringify(more)}:${pick(['1', '"a"', '{}'])},`)),
        headers: JSON_TYPE,
      };
    },
    () => {
      const { [pick(Object.keys(SIX)) as 'hour']: _, ...rest } = SIX;
      return { body: Buffer.from(JSON.stringify(rest)), headers: JSON_TYPE };
    },
    // A good batch with bytes changed, taken out, put in or cut off.
    () => {
      let body = Buffer.from(JSON.stringify(GOOD));
      for (let n = 1 + below(4); n > 0; n--) {
        const at = below(body.length);
        const bytes = Buffer.from(Array.from({ length: below(3) }, () => below(256)));
        body = Buffer.concat([body.subarray(0, at), bytes, body.subarray(at + below(4))]);
      }
      return mayBeGood(body) ? undefined : { body, headers: JSON_TYPE };
    },
    () => ({ body: Buffer.from(JSON.stringify(GOOD)).subarray(0, -1 - below(100)), headers: JSON_TYPE }),
    () => ({ body: Buffer.from('['.repeat(1 + below(20_000))), headers: JSON_TYPE }),
    () => {
      const deep = 1 + below(5000);
      return { body: Buffer.from(`${'[{"a":'.repeat(deep)}1${'}]'.repeat(deep)}`), headers: JSON_TYPE };
    },
    // What looks like an entry of the service's own.
    () => ({
      body: Buffer.from(`\0${pick(['{"forget":1}', '{"forget":99}', '', '{'])}`),
      headers: JSON_TYPE,
    }),
    // Good bytes that are said to be something else, and the other way round.
    () => ({
      body: Buffer.from(JSON.stringify(GOOD)),
      headers: {
        'content-type': pick(['text/plain', 'application/xml', 'application/json;charset=utf-16', 'a']),
      },
    }),
    () => ({
      body: Buffer.from(JSON.stringify(GOOD)),
      headers: { ...JSON_TYPE, 'content-encoding': pick(['gzip', 'deflate', 'br', 'x']) },
    }),
    () => ({ body: gzipSync(JSON.stringify(GOOD)), headers: JSON_TYPE }),
    () => {
      const encoding = pick(['gzip', 'deflate'] as const);
      const body = (encoding === 'gzip' ? gzipSync : deflateSync)(JSON.stringify(GOOD));
      return {
        body: body.subarray(0, below(body.length - 8)),
        headers: { ...JSON_TYPE, 'content-encoding': encoding },
      };
    },
    // It takes long to refuse, so not too many.
    () =>
      below(10) === 0 ? { body: BOMB, headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } } : undefined,
    () => ({
      body: Buffer.from(JSON.stringify(GOOD)),
      headers: { ...JSON_TYPE, 'idempotency-key': pick(['a b', 'x'.repeat(256), '']) },
    }),
  ];
  for (let made = 0; made < count; ) {
    const one = pick(makers)();
    if (one === undefined) continue;
    made++;
    yield one;
  }
}
