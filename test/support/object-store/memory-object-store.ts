import { crc32 } from 'node:zlib';
import { combinedCrc32 } from '../../../src/io/object-store/combined-crc32.js';
import { crc32Checksum, crc32Of } from '../../../src/io/object-store/crc32-of.js';
import type { FaultClass } from '../../../src/io/object-store/fault-class.js';
import type { ObjectStore, Upload, Written } from '../../../src/io/object-store/object-store.js';
import { ObjectStoreFault } from '../../../src/io/object-store/object-store-fault.js';

/**
 * What becomes of a request: it is done and answered, not done, done without an answer, refused with some fault, or other bytes are kept, which
 * is said (`spoilt`) or is not (`lied`).
 */
export type Fate =
  | 'fine'
  | 'failed'
  | 'lost'
  | 'spoilt'
  | 'lied'
  | Extract<FaultClass, 'slow-down' | 'conflict' | 'denied' | 'precondition'>;

/** What a store is like: all is well by default. */
export interface StoreHabits {
  /** `If-None-Match` says nothing to it. */
  readonly ignoresConditions?: boolean;
  /** It says no sums of what it has, as Ceph does not. */
  readonly saysNoSums?: boolean;
}

export type Operation = 'put' | 'head' | 'get' | 'create' | 'part' | 'complete' | 'abort';

const attempt = { timings: {} };

const fault = (what: FaultClass): ObjectStoreFault =>
  new ObjectStoreFault(what, `made up: ${what}`, { attempt, phase: 'wait' });

export interface MemoryObjectStore extends ObjectStore {
  readonly objects: Map<string, Buffer>;
  readonly uploads: Map<string, Map<number, Buffer>>;
  readonly operations: Operation[];
}

/** A bucket in memory, whose requests come to what they are told: for thousands of schedules. */
export const memoryObjectStore = (
  fateOf: (operation: Operation) => Promise<Fate>,
  { ignoresConditions = false, saysNoSums = false }: StoreHabits = {},
): MemoryObjectStore => {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const operations: Operation[] = [];
  /** What the store says of objects that it has other bytes of. */
  const lies = new Map<Buffer, Buffer>();
  let number = 0;

  const ask = async <R>(
    operation: Operation,
    { signal }: { readonly signal?: AbortSignal },
    perform: (fate: Fate) => R,
  ): Promise<R> => {
    operations.push(operation);
    let abort = (): void => undefined;
    const aborted = new Promise<'aborted'>((resolve) => {
      abort = () => resolve('aborted');
      signal?.addEventListener('abort', abort);
    });
    const fate = signal?.aborted === true ? 'aborted' : await Promise.race([fateOf(operation), aborted]);
    signal?.removeEventListener('abort', abort);
    if (fate === 'aborted') throw fault('aborted');
    if (fate === 'failed') throw fault('reset');
    if (fate === 'slow-down' || fate === 'denied') throw fault(fate);
    // What only writes that say a condition are told.
    const isWrite = operation === 'put' || operation === 'complete';
    if (isWrite && (fate === 'conflict' || fate === 'precondition')) throw fault(fate);
    const done = perform(fate);
    if (fate === 'lost') throw fault('reset');
    return done;
  };
  const keep = (key: string, body: Buffer, ifAbsent: boolean, fate: Fate): Written => {
    if (ifAbsent && !ignoresConditions && objects.has(key)) throw fault('precondition');
    const kept = Buffer.from(body);
    if ((fate === 'spoilt' || fate === 'lied') && kept.length > 0) kept[0] = (kept[0] ?? 0) ^ 1;
    objects.set(key, kept);
    if (fate === 'lied') lies.set(kept, body);
    // As the real one does: what the store says it has is held against what was sent.
    else if (!saysNoSums && !kept.equals(body)) throw fault('checksum');
    return { checksum: crc32Of(body), isConfirmed: !saysNoSums, attempt };
  };
  const found = (key: string): Buffer => {
    const body = objects.get(key);
    if (body === undefined) throw fault('no-such-key');
    return body;
  };
  const partsOf = ({ uploadId }: Upload): Map<number, Buffer> => {
    const parts = uploads.get(uploadId);
    if (parts === undefined) throw fault('no-such-upload');
    return parts;
  };
  const headOf = (body: Buffer) => ({
    bytes: body.length,
    checksums: saysNoSums ? [] : [crc32Of(lies.get(body) ?? body)],
    metadata: {},
    attempt,
  });

  return {
    destination: 'memory',
    objects,
    uploads,
    operations,
    put: (key, body, { ifAbsent, ...call }) =>
      ask('put', call, (fate) => keep(key, Buffer.from(body), ifAbsent, fate)),
    head: (key, call) => ask('head', call, () => headOf(found(key))),
    get: (key, call) =>
      ask('get', call, () => {
        const body = found(key);
        async function* pieces(): AsyncGenerator<Uint8Array> {
          yield body;
        }
        return { ...headOf(body), body: pieces(), isVerified: true, attempt: () => attempt };
      }),
    remove: async () => {
      throw fault('unsupported');
    },
    createUpload: (key, call) =>
      ask('create', call, () => {
        const uploadId = String(++number);
        uploads.set(uploadId, new Map());
        return { key, uploadId, attempt };
      }),
    putPart: (upload, part, body, call) =>
      ask('part', call, () => {
        partsOf(upload).set(part, Buffer.from(body));
        return {
          number: part,
          etag: '',
          checksum: crc32Of(body),
          bytes: body.length,
          isConfirmed: true,
          attempt,
        };
      }),
    completeUpload: (upload, parts, { ifAbsent, ...call }) =>
      ask('complete', call, (fate) => {
        const kept = partsOf(upload);
        const bodies = parts.map(({ number: part }) => kept.get(part) ?? Buffer.alloc(0));
        const written = keep(upload.key, Buffer.concat(bodies), ifAbsent, fate);
        uploads.delete(upload.uploadId);
        const sum = bodies.reduce((before, body) => combinedCrc32(before, crc32(body), body.length), 0);
        return { ...written, checksum: crc32Checksum(sum) };
      }),
    abortUpload: (upload, call) =>
      ask('abort', call, () => {
        partsOf(upload);
        uploads.delete(upload.uploadId);
        return { attempt };
      }),
    close: () => undefined,
  };
};
