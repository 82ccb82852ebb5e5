import { GetObjectCommand } from '@aws-sdk/client-s3';
import { CHECKSUM_ALGORITHMS } from '../checksum.js';
import type { Download, ObjectStore } from '../object-store.js';
import type { ObjectStoreSettings } from '../object-store-settings.js';
import type { Attempts } from './attempts.js';
import { downloadBody } from './download-body.js';
import { headOf } from './head-of.js';

/** An object, from the head of the answer on. */
export const readObject = async (
  attempts: Attempts,
  { bucket, checksums = 'on' }: ObjectStoreSettings,
  key: string,
  { version, range, ifMatch, ...call }: Parameters<ObjectStore['get']>[1],
): Promise<Download> => {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(version !== undefined && { VersionId: version }),
    ...(range !== undefined && { Range: `bytes=${range.from}-${range.to}` }),
    ...(checksums === 'on' && range === undefined && { ChecksumMode: 'ENABLED' }),
    ...(ifMatch !== undefined && { IfMatch: ifMatch }),
  });
  const asked = { method: 'GET', key, isDownload: true } as const;
  const attempted = await attempts.run(asked, call, (client, send) => client.send(command, send));
  const { output, course } = attempted;
  const { incoming } = course;
  if (incoming === undefined) {
    attempted.release();
    throw attempted.faultOf(new Error('no body'));
  }
  // What is not read yet may fail; whoever reads it is told.
  incoming.on('error', (error) => {
    course.socketError ??= error;
  });
  const head = headOf(output);
  const checksum =
    range === undefined
      ? CHECKSUM_ALGORITHMS.map((algorithm) =>
          head.checksums.find((one) => one.algorithm === algorithm),
        ).find((one) => one !== undefined)
      : undefined;
  return {
    ...head,
    isVerified: checksum !== undefined,
    body: downloadBody({
      incoming,
      course,
      asked: attempted.asked,
      bytes: output.ContentLength,
      checksum,
      faultOf: attempted.faultOf,
      release: attempted.release,
    }),
    attempt: () => course.attempt(),
  };
};
