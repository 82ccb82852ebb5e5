import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from 'hyparquet';
import { formatSize } from '../../../text/format-size.js';
import { lineWriter, type ParquetLines } from './line-writer.js';
import { pageUnpackers } from './page-unpackers.js';

/** Bytes of a row group, unpacked, that are held at most: what others write has 128 MiB. */
const MOST_GROUP_BYTES = 512 * 1024 * 1024;
/** Rows that are made text at once. */
const ROWS_AT_ONCE = 2000;

export interface ParquetFile {
  readonly bytes: number;
  /** The bytes from `from` to before `to`. */
  slice(from: number, to: number): Promise<Buffer>;
}

/**
 * The rows of a Parquet file as lines, row group by row group. Throws what the file gives to be read throws, and an Error where it
 * is damaged or more than can be held.
 */
export async function* parquetLines(
  { bytes, slice }: ParquetFile,
  lines: ParquetLines,
): AsyncGenerator<Buffer, void, undefined> {
  const file: AsyncBuffer = {
    byteLength: bytes,
    async slice(from, to = bytes) {
      const found = await slice(from, to);
      const copy = new ArrayBuffer(found.length);
      new Uint8Array(copy).set(found);
      return copy;
    },
  };
  const metadata = await parquetMetadataAsync(file);
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  const writer = lineWriter(columns, lines);
  if (writer.header !== '') yield Buffer.from(`${writer.header}\n`);
  let rowStart = 0;
  for (const { num_rows, total_byte_size } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    if (Number(total_byte_size) > MOST_GROUP_BYTES)
      throw new Error(
        `its row groups have ${formatSize(Number(total_byte_size))}, and ${formatSize(MOST_GROUP_BYTES)} are read at most`,
      );
    const rows = await rowsOf(file, metadata, rowStart, rowEnd);
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      let text = '';
      for (const row of rows.slice(at, at + ROWS_AT_ONCE)) text += `${writer.line(row)}\n`;
      yield Buffer.from(text);
    }
    rowStart = rowEnd;
  }
}

const rowsOf = async (
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<readonly (readonly unknown[])[]> => {
  let rows: readonly (readonly unknown[])[] = [];
  await parquetRead({
    ...{ file, metadata, rowStart, rowEnd, compressors: pageUnpackers() },
    onComplete: (found) => {
      rows = found;
    },
  });
  return rows;
};
