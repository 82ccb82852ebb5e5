import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeStore } from '../../src/io/object-store/probe-store.js';
import { withoutNodeWarning } from '../../src/io/object-store/s3/without-node-warning.js';
import { objectStoreContract } from '../contracts/object-store-contract.js';
import { LONG, storeAt } from '../support/object-store/store-at.js';
import { ACCESS, CephGateway, hasCeph, SECRET } from './ceph/ceph-gateway.js';

describe.runIf(hasCeph())('Ceph', () => {
  let ceph: CephGateway | undefined;

  beforeAll(async () => {
    ceph = await CephGateway.start();
    const { endpoint } = ceph;
    const client = withoutNodeWarning(
      () =>
        new S3Client({
          endpoint,
          region: 'us-east-1',
          forcePathStyle: true,
          credentials: { accessKeyId: ACCESS, secretAccessKey: SECRET },
        }),
    );
    await client.send(new CreateBucketCommand({ Bucket: 'logs' }));
    client.destroy();
  });

  afterAll(() => ceph?.close());

  const open = async ({ secret = SECRET, bucket = 'logs' } = {}) => {
    if (ceph === undefined) throw new Error('It is not up.');
    const keys = { AWS_ACCESS_KEY_ID: ACCESS, AWS_SECRET_ACCESS_KEY: secret };
    return await storeAt({ endpoint: ceph.endpoint, bucket }, keys);
  };

  objectStoreContract('radosgw', {
    open,
    hasChecksums: false,
    hasConditionalCompletion: false,
    saysGone: false,
  });

  it('is known by one key for a store with conditional writes and without checksums', async () => {
    const store = await open();
    for (let turn = 0; turn < 2; turn++)
      expect(await probeStore(store, 'probed/', LONG)).toEqual({ conditionalWrites: true, checksums: false });
  });
});
