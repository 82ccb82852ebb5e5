import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Codec } from '../../../../src/io/codecs/codec.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { vpcFlow } from '../../../../src/io/codecs/vpc-flow/vpc-flow.js';
import { w3c } from '../../../../src/io/codecs/w3c/w3c.js';
import { OpenFile } from '../../../../src/io/sources/file/reading/open-file.js';
import { backwardStart } from '../../../../src/io/sources/file/start/backward-start.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

const start = Date.parse('2024-02-29T00:00:00Z');

/** The rows of the last minute of a file, read as a start from the end reads them. */
const lastMinute = async (codec: Codec<Row>, content: string): Promise<readonly Row[]> => {
  const path = join(await temporaryDirectory(), 'some.log');
  await writeFile(path, content);
  const open = await OpenFile.open(path, { read: 0 });
  try {
    const options = { codec, fields: 'all', milliseconds: 60_000, blockBytes: 4096 } as const;
    const { offset, codec: saved } = await backwardStart(open, open.stat.size, options);
    const { rows, rejected } = codec
      .decoder('all', { offset, saved })
      .decode(Buffer.from(content).subarray(offset));
    expect(rejected).toEqual([]);
    return rows;
  } finally {
    await open.close();
  }
};

const lines = (line: (time: Date, i: number) => string): string =>
  Array.from({ length: 10_000 }, (_, i) => `${line(new Date(start + i * 1000), i)}\n`).join('');

test('a start near the end of a W3C log knows the header lines at its beginning', async () => {
  const head =
    '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-uri-stem time-taken\n';
  const text = lines((time, i) => `${time.toISOString().slice(0, 19).replace('T', ' ')} /p/${i} ${i}`);
  const rows = await lastMinute(w3c(), head + text);
  expect(rows).toHaveLength(61);
  expect(rows.at(-1)).toEqual({
    time: start + 9_999_000,
    path: '/p/9999',
    section: '/p',
    duration: 9999,
  });
});

test('a start near the end of a flow log knows the header line at its beginning', async () => {
  const text = lines((time) => `${time.getTime() / 1000} 7`);
  const rows = await lastMinute(vpcFlow(), `start bytes\n${text}`);
  expect(rows).toHaveLength(61);
  expect(rows.at(-1)).toEqual({ time: start + 9_999_000, start_time: start + 9_999_000, bytes: 7 });
});
