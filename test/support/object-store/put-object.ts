import { md5, sumOf } from '../../servers/s3/sums.js';
import type { S3Server } from '../../servers/s3.js';

export interface PutOptions {
  readonly bucket?: string;
  /** Epoch milliseconds; now by default. */
  readonly modified?: number;
  readonly storageClass?: string;
  readonly etag?: string;
}

/** An object that somebody has put into an emulated bucket. */
export const putObject = (
  server: S3Server,
  key: string,
  content: Buffer | string,
  { bucket, modified = Date.now(), storageClass, etag }: PutOptions = {},
): void => {
  const body = Buffer.from(content);
  server.bucket(bucket).keep(key, {
    body,
    bytes: body.length,
    etag: etag ?? `"${md5(body).toString('hex')}"`,
    sums: new Map([['CRC32', sumOf('CRC32', body)]]),
    sumType: 'FULL_OBJECT',
    headers: storageClass === undefined ? {} : { 'x-amz-storage-class': storageClass },
    modified,
  });
};
