// The reference: what a program written for it does with the SDK. `node bare.js DIRECTORY ENDPOINT`: each file is read, put where there is
// nothing under its checksum, and removed; large ones go in parts of 8 MiB, four at once.
import { open, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

const [directory, endpoint, concurrency = '16'] = process.argv.slice(2);
const PART = 8 * 1024 * 1024;
const Bucket = 'logs';

const client = new S3Client({
  endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: 64 }) },
});

const sumOf = (body) => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return sum.toString('base64');
};

const putParts = async (path, Key, size) => {
  const file = await open(path);
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({
      Bucket,
      Key,
      ChecksumAlgorithm: 'CRC32',
      ChecksumType: 'FULL_OBJECT',
    }),
  );
  const Parts = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at * PART < size; at = next++) {
      const Body = Buffer.allocUnsafe(Math.min(PART, size - at * PART));
      await file.read(Body, 0, Body.length, at * PART);
      const ChecksumCRC32 = sumOf(Body);
      const part = { Bucket, Key, UploadId, PartNumber: at + 1, Body, ChecksumCRC32 };
      const { ETag } = await client.send(new UploadPartCommand(part));
      Parts[at] = { PartNumber: at + 1, ETag, ChecksumCRC32 };
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  await client.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts },
      IfNoneMatch: '*',
    }),
  );
  await file.close();
};

const names = (await readdir(directory)).filter((name) => !name.startsWith('.'));
let next = 0;
const worker = async () => {
  for (let at = next++; at < names.length; at = next++) {
    const path = join(directory, names[at]);
    const Key = `raw/${names[at]}`;
    const { size } = await stat(path);
    if (size > PART) await putParts(path, Key, size);
    else {
      const Body = await readFile(path);
      const put = { Bucket, Key, Body, IfNoneMatch: '*', ChecksumCRC32: sumOf(Body) };
      await client.send(new PutObjectCommand(put));
    }
    await unlink(path);
  }
};
await Promise.all(Array.from({ length: Number(concurrency) }, worker));
client.destroy();
