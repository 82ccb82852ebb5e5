import { describe, expect, test } from 'vitest';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { decodeAll } from '../decode-all.js';

const record = (minute: number, properties: object = {}): object => ({
  time: `2024-05-01T12:0${minute}:00.0000000Z`,
  category: 'AppServiceHTTPLogs',
  properties: {
    ...{ CsMethod: 'GET', CsUriStem: `/api/${minute}`, ScStatus: '200', ScBytes: '612', CIp: '192.0.2.1' },
    ...{ CsHost: 'www.example.com', TimeTaken: 25, UserAgent: 'curl/8.5', CsUsername: '-', Referer: '-' },
    ...properties,
  },
});
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

describe('a line that holds several records', () => {
  test('makes a row of each, as those of Azure and of CloudTrail do', () => {
    for (const key of ['records', 'Records']) {
      const text = line({ [key]: [record(1), record(2)] }) + line(record(3)) + line({ [key]: [] });
      for (const codec of [jsonl(), auto()]) {
        const { rows, rejected } = decodeAll(codec, text, 'all');
        expect(rejected).toEqual([]);
        expect(rows).toMatchObject(
          [1, 2, 3].map((minute) => ({
            time: Date.parse(`2024-05-01T12:0${minute}:00Z`),
            host: '192.0.2.1',
            user: null,
            method: 'GET',
            path: `/api/${minute}`,
            section: '/api',
            status: 200,
            size: 612,
            vhost: 'www.example.com',
            duration: 25,
          })),
        );
      }
    }
  });

  test('rejects what is none among them, and counts each', () => {
    const text = line({ records: [{ a: 1 }, record(1), { b: 2 }, record(2)] });
    for (const codec of [jsonl(), auto()]) {
      const decoder = codec.decoder('all');
      const first = decoder.decode(Buffer.from(text));
      const last = decoder.end();
      expect([...first.rows, ...last.rows]).toHaveLength(2);
      expect([...first.rejected, ...last.rejected].map(({ reason }) => reason)).toHaveLength(2);
      expect(decoder.lines).toBe(4);
    }
    const none = decodeAll(jsonl(), line({ records: [{ a: 1 }, { b: 2 }] }), 'all');
    expect(none.rejected).toMatchObject([
      { reason: 'no-time', detail: expect.stringContaining('None of its 2 records is a row') },
    ]);
  });

  test('is only one that is nothing but that', () => {
    for (const other of [
      { time: '2024-05-01T12:00:00Z', records: [{ a: 1 }] },
      { time: '2024-05-01T12:00:00Z', Records: 3 },
    ])
      expect(decodeAll(jsonl(), line(other), 'all').rows).toHaveLength(1);
    expect(decodeAll(jsonl(), line({ records: [1, 2] }), 'all').rejected).toHaveLength(1);
  });

  test('gives requests alone where only these are wanted', () => {
    const text = line({
      records: [record(1), { time: '2024-05-01T12:00:00Z', category: 'AppServiceConsoleLogs' }],
    });
    const { rows, rejected } = decodeAll(jsonl({ requests: true }), text, 'all');
    expect(rows).toHaveLength(1);
    expect(rejected).toMatchObject([{ reason: 'not-a-request' }]);
  });
});
