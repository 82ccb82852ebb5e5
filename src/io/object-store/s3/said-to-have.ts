import type { Attempt } from '../attempt.js';
import type { Checksum } from '../checksum.js';
import { ObjectStoreFault } from '../object-store-fault.js';
import type { Asked } from './asked.js';
import type { Course } from './course.js';
import { type StatedChecksums, statedChecksums } from './stated-checksums.js';

/**
 * Holds what the store says it has against what was sent. Throws `checksum` where it has something else, `not-s3` for what is
 * none.
 */
export const saidToHave = (
  said: StatedChecksums & { readonly ETag?: string | undefined },
  sent: Checksum,
  course: Course,
  { method, bucket, key, host }: Asked,
): { readonly isConfirmed: boolean; readonly attempt: Attempt } => {
  const attempt = course.attempt();
  const place = `${method} s3://${bucket}/${key}`;
  const names = Object.keys(course.answer?.headers ?? {});
  // A web server that answers everything with 200 has stored nothing.
  if (said.ETag === undefined && !names.some((name) => name === 'etag' || name.startsWith('x-amz-')))
    throw new ObjectStoreFault(
      'not-s3',
      `${place}: ${host} answered ${attempt.status} as no S3 does, without an ETag or a request id: is that the endpoint?`,
      { attempt, phase: 'receive' },
    );
  const found = statedChecksums(said).find(({ algorithm }) => algorithm === sent.algorithm);
  if (found !== undefined && found.value !== sent.value)
    throw new ObjectStoreFault(
      'checksum',
      `${place}: the store has other bytes than were sent: ${sent.algorithm} ${found.value} and not ${sent.value}`,
      { attempt, phase: 'receive' },
    );
  return { isConfirmed: found !== undefined, attempt };
};
