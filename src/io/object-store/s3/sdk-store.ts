import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { combinedCrc32 } from '../combined-crc32.js';
import { crc32Checksum, crc32Of } from '../crc32-of.js';
import type { ListingStore, Written } from '../object-store.js';
import type { ObjectStoreSettings } from '../object-store-settings.js';
import { Attempts } from './attempts.js';
import { headOf } from './head-of.js';
import { listObjects } from './list-objects.js';
import { readObject } from './read-object.js';
import { saidToHave } from './said-to-have.js';
import { writeSettings } from './write-settings.js';

/** A bucket that is spoken to with AWS's SDK: the only place that knows it. */
export const sdkStore = (settings: ObjectStoreSettings): ListingStore => {
  const { bucket, endpoint, checksums = 'on' } = settings;
  const attempts = new Attempts(settings);
  const isSummed = checksums === 'on';
  const at = (key: string) => ({ Bucket: bucket, Key: key });

  return {
    destination: `s3://${bucket}${endpoint === undefined ? '' : ` at ${endpoint}`}`,

    async put(key, body, { ifAbsent, ...options }) {
      const checksum = crc32Of(body);
      const { output, course, asked } = await attempts.run({ method: 'PUT', key }, options, (client, send) =>
        client.send(
          new PutObjectCommand({
            ...at(key),
            ...writeSettings(settings, options),
            Body: body,
            ContentLength: body.length,
            ...(ifAbsent && { IfNoneMatch: '*' }),
            ...(isSummed && { ChecksumCRC32: checksum.value }),
          }),
          send,
        ),
      );
      return { ...saidToHave(output, checksum, course, asked), ...written(output), checksum };
    },

    async head(key, { version, ...call }) {
      const { output, course } = await attempts.run({ method: 'HEAD', key }, call, (client, send) =>
        client.send(
          new HeadObjectCommand({
            ...at(key),
            ...(version !== undefined && { VersionId: version }),
            ...(isSummed && { ChecksumMode: 'ENABLED' }),
          }),
          send,
        ),
      );
      return { ...headOf(output), attempt: course.attempt() };
    },

    get: (key, call) => readObject(attempts, settings, key, call),

    async remove(key, { version, ...call }) {
      const { output, course } = await attempts.run({ method: 'DELETE', key }, call, (client, send) =>
        client.send(
          new DeleteObjectCommand({ ...at(key), ...(version !== undefined && { VersionId: version }) }),
          send,
        ),
      );
      return {
        isMarker: output.DeleteMarker === true,
        ...(output.VersionId !== undefined && { version: output.VersionId }),
        attempt: course.attempt(),
      };
    },

    async createUpload(key, options) {
      const asked = { method: 'POST', key, isUpload: true } as const;
      const { output, course, faultOf } = await attempts.run(asked, options, (client, send) =>
        client.send(
          new CreateMultipartUploadCommand({
            ...at(key),
            ...writeSettings(settings, options),
            ...(isSummed && { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' }),
          }),
          send,
        ),
      );
      if (output.UploadId === undefined) throw faultOf(new Error('no UploadId in it'));
      return { key, uploadId: output.UploadId, attempt: course.attempt() };
    },

    async putPart({ key, uploadId }, number, body, call) {
      const checksum = crc32Of(body);
      const { output, course, asked, faultOf } = await attempts.run(
        { method: 'PUT', key, isUpload: true },
        call,
        (client, send) =>
          client.send(
            new UploadPartCommand({
              ...at(key),
              UploadId: uploadId,
              PartNumber: number,
              Body: body,
              ContentLength: body.length,
              ...(isSummed && { ChecksumCRC32: checksum.value }),
            }),
            send,
          ),
      );
      if (output.ETag === undefined) throw faultOf(new Error('no ETag in it'));
      const said = saidToHave(output, checksum, course, asked);
      return { ...said, number, etag: output.ETag, checksum, bytes: body.length };
    },

    async completeUpload({ key, uploadId }, parts, { ifAbsent, ...call }) {
      const sum = parts.reduce(
        (before, { checksum, bytes }) =>
          combinedCrc32(before, Buffer.from(checksum.value, 'base64').readUInt32BE(), bytes),
        0,
      );
      const checksum = crc32Checksum(sum);
      const { output, course, asked } = await attempts.run(
        { method: 'POST', key, isUpload: true },
        call,
        (client, send) =>
          client.send(
            new CompleteMultipartUploadCommand({
              ...at(key),
              UploadId: uploadId,
              MultipartUpload: {
                Parts: parts.map((part) => ({
                  PartNumber: part.number,
                  ETag: part.etag,
                  ...(isSummed && { ChecksumCRC32: part.checksum.value }),
                })),
              },
              ...(ifAbsent && { IfNoneMatch: '*' }),
              ...(isSummed && { ChecksumCRC32: checksum.value, ChecksumType: 'FULL_OBJECT' }),
            }),
            send,
          ),
      );
      return { ...saidToHave(output, checksum, course, asked), ...written(output), checksum };
    },

    async abortUpload({ key, uploadId }, call) {
      const { course } = await attempts.run({ method: 'DELETE', key, isUpload: true }, call, (client, send) =>
        client.send(new AbortMultipartUploadCommand({ ...at(key), UploadId: uploadId }), send),
      );
      return { attempt: course.attempt() };
    },

    list: (prefix, call) => listObjects(attempts, bucket, prefix, call),

    close: () => attempts.close(),
  };
};

const written = ({
  ETag,
  VersionId,
}: {
  readonly ETag?: string | undefined;
  readonly VersionId?: string | undefined;
}): Pick<Written, 'etag' | 'version'> => ({
  // Some stores say one that is empty.
  ...(ETag !== undefined && ETag.replaceAll('"', '') !== '' && { etag: ETag }),
  ...(VersionId !== undefined && VersionId !== 'null' && { version: VersionId }),
});
