import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutNodeWarning } from '../../src/io/object-store/s3/without-node-warning.js';
import { CephTarget } from '../support/ship-campaign/ceph-target.js';
import { shipCampaign } from '../support/ship-campaign.js';
import { quickDirectory } from '../support/temporary-directory.js';
import { ACCESS, CephGateway, hasCeph, SECRET } from './ceph/ceph-gateway.js';

const KILLS = Number(process.env.TIDEMARK_KILLS ?? 40);
const SEED = Number(process.env.TIDEMARK_SEED ?? Math.floor(Math.random() * 2 ** 31));

describe.runIf(hasCeph())('a file shipper that ships to Ceph', () => {
  let ceph: CephGateway | undefined;

  beforeAll(async () => {
    ceph = await CephGateway.start();
  });

  afterAll(() => ceph?.close());

  it(`loses and overwrites nothing while it and the gateway are killed ${KILLS} times (TIDEMARK_SEED=${SEED})`, async () => {
    if (ceph === undefined) throw new Error('It is not up.');
    const settings = {
      ...{ endpoint: ceph.endpoint, region: 'us-east-1', forcePathStyle: true },
      credentials: { accessKeyId: ACCESS, secretAccessKey: SECRET },
      requestChecksumCalculation: 'WHEN_REQUIRED',
    } as const;
    const client = withoutNodeWarning(() => new S3Client(settings));
    await client.send(new CreateBucketCommand({ Bucket: 'logs' }));
    const target = new CephTarget(ceph, client);
    const { faults, ...counts } = await shipCampaign({
      ...{ directory: await quickDirectory(), target, seed: SEED, kills: KILLS },
      onLife: ({ index, ...life }) => {
        if ((index + 1) % 10 === 0) console.log(`${index + 1} kills so far: ${JSON.stringify(life)}`);
      },
    });
    console.log(JSON.stringify({ seed: SEED, ...counts, gateways: target.gateways }));
    expect(faults).toEqual([]);
    client.destroy();
  });
});
