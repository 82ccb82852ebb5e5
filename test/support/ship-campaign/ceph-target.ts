import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ACCESS, type CephGateway, SECRET } from '../../torture/ceph/ceph-gateway.js';
import type { ShipTarget } from './ship-target.js';

const Bucket = 'logs';

/** A bucket of Ceph, whose gateway is killed in the middle of a life, and is up again a moment later. */
export class CephTarget implements ShipTarget {
  readonly environment = { AWS_ACCESS_KEY_ID: ACCESS, AWS_SECRET_ACCESS_KEY: SECRET };
  /** Nobody counts requests there: lives end by what becomes of files. */
  readonly asked = 0;
  readonly answered = 0;
  /** How many gateways were killed. */
  gateways = 0;
  #restarting: Promise<void> = Promise.resolve();

  constructor(
    private readonly ceph: CephGateway,
    private readonly client: S3Client,
  ) {}

  get endpoint(): string {
    return this.ceph.endpoint;
  }

  turnedAway(): string | undefined {
    return undefined;
  }

  async put(Key: string, Body: Buffer): Promise<void> {
    await this.#restarting;
    await this.client.send(new PutObjectCommand({ Bucket, Key, Body }));
  }

  async read(Key: string): Promise<Buffer | undefined> {
    await this.#restarting;
    try {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket, Key }));
      return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  spoil(): void {}

  disturb(random: (() => number) | undefined): void {
    if (random === undefined || random() < 0.5) return;
    const after = random() * 2500;
    this.gateways++;
    const before = this.#restarting;
    this.#restarting = (async () => {
      await before;
      await new Promise((resolve) => setTimeout(resolve, after));
      await this.ceph.killGateway();
    })();
  }

  faults(): readonly string[] {
    return [];
  }
}
