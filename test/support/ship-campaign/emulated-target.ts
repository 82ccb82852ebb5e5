import type { Bucket } from '../../servers/s3/bucket.js';
import { conflict, denied, type RequestKind, type ServerFault, slowDown } from '../../servers/s3/faults.js';
import { md5, sumOf } from '../../servers/s3/sums.js';
import { type S3Server, s3Server } from '../../servers/s3.js';
import type { ShipTarget } from './ship-target.js';

const reset: ServerFault = { kind: 'reset' };
const lost: ServerFault = { kind: 'lost answer' };
const broken: ServerFault = { kind: 'answer', status: 500, code: 'InternalError' };
const spoilt: ServerFault = { kind: 'keep other bytes', isHonest: true };

/** What goes wrong with each kind of request. A store that says at the start that we may not write ends a process. */
const FAULTS: Partial<Record<RequestKind, readonly ServerFault[]>> = {
  put: [slowDown, slowDown, slowDown, conflict, reset, lost, lost, broken, spoilt],
  head: [reset, slowDown, denied],
  'create-upload': [reset, slowDown],
  'put-part': [reset, lost, slowDown, spoilt],
  'complete-upload': [
    reset,
    lost,
    conflict,
    { kind: 'error in 200' },
    { kind: 'error in 200', isDone: true },
  ],
  'abort-upload': [reset, lost],
};

/** Most requests of a life go well. */
const MOST = 4;

const foreign = (bucket: Bucket, key: string, body: Buffer): void => {
  bucket.keep(key, {
    ...{ body, bytes: body.length, etag: `"${md5(body).toString('hex')}"`, modified: Date.now() },
    ...{ sums: new Map([['CRC32', sumOf('CRC32', body)]]), sumType: 'FULL_OBJECT', headers: {} },
  });
};

/** A bucket of the emulator, in which much goes wrong. */
export class EmulatedTarget implements ShipTarget {
  readonly environment = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

  constructor(private readonly server: S3Server) {}

  static async start(): Promise<EmulatedTarget> {
    return new EmulatedTarget(await s3Server());
  }

  get endpoint(): string {
    return this.server.endpoint;
  }

  get asked(): number {
    return this.server.seen.length;
  }

  get answered(): number {
    return this.server.seen.filter(({ status }) => status !== undefined).length;
  }

  turnedAway(): string | undefined {
    const last = this.server.seen.findLast(({ kind }) => kind === 'put' || kind === 'put-part');
    return last?.status === 503 ? last.key : undefined;
  }

  async put(key: string, body: Buffer): Promise<void> {
    foreign(this.server.bucket(), key, body);
  }

  async read(key: string): Promise<Buffer | undefined> {
    return this.server.body(key);
  }

  disturb(random: (() => number) | undefined): void {
    for (const [name, faults] of Object.entries(FAULTS)) {
      const kind = name as RequestKind;
      // What is left of the life before is over with it.
      this.server.forget(kind);
      if (random === undefined) continue;
      for (let n = Math.floor(random() * MOST); n > 0; n--) {
        const fault = faults[Math.floor(random() * faults.length)];
        if (fault !== undefined) this.server.next(kind, fault);
      }
    }
  }

  spoil(): void {
    this.server.next('put', spoilt, spoilt, spoilt);
  }

  faults(): readonly string[] {
    const listed = this.server.count('list', 'head-bucket');
    return listed === 0 ? [] : [`The bucket was listed ${listed} times.`];
  }
}
