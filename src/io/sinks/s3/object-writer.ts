import { join } from 'node:path';
import { placeAt } from '../../actions/upload/place-content.js';
import { forgetfulMemory, uploadMemory } from '../../actions/upload/upload-memory.js';
import { Uploads } from '../../actions/upload/uploads.js';
import { systemClock } from '../../clock.js';
import { learnStore } from '../../object-store/learn-store.js';
import type { ObjectStore } from '../../object-store/object-store.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import type { OverwriteGuard } from '../../object-store/store-abilities.js';
import type { ReadPiece } from '../sink.js';
import { stoppedWriting } from '../stopped-writing.js';
import { bytesHeld, objectContent } from './object-content.js';
import type { ObjectFormat } from './object-format.js';
import type { S3Body } from './object-memory.js';
import { otherObject, s3Failure } from './s3-failure.js';

export interface ObjectWriterOptions {
  readonly store: ObjectStore;
  readonly prefix: string;
  readonly format: ObjectFormat;
  readonly guard: OverwriteGuard;
  /** For what was learnt of the store, and for uploads in parts that are under way; undefined: neither is remembered. */
  readonly directory: string | undefined;
  readonly clock?: ReturnType<typeof systemClock>;
  readonly random?: () => number;
}

/** Puts objects where there is none, and sees that they are there. */
export class ObjectWriter {
  readonly #uploads: Uploads;
  readonly #learn: (signal: AbortSignal) => Promise<void>;

  constructor(private readonly options: ObjectWriterOptions) {
    const { store, prefix, guard, directory, clock = systemClock(), random = Math.random } = options;
    const memory = directory === undefined ? forgetfulMemory : uploadMemory(join(directory, 'uploads'));
    this.#uploads = new Uploads({ store, prefix, guard, memory }, clock, random);
    const learnt = directory === undefined ? undefined : join(directory, 'store.json');
    this.#learn = learnStore(store, { prefix, guard, memory: learnt, clock });
  }

  /** Rejects with TidemarkError 'bad-options' where somebody has to do something first; answers with what is in the way for now. */
  async prepare(): Promise<string | undefined> {
    try {
      await this.#learn(new AbortController().signal);
      return undefined;
    } catch (error) {
      if (!(error instanceof ObjectStoreFault)) throw error;
      return error.message;
    }
  }

  async write(body: S3Body, signal: AbortSignal, piece: ReadPiece): Promise<void> {
    const { store } = this.options;
    const uploads = this.#uploads;
    const { key } = body;
    try {
      await this.#learn(signal);
      const tail = await this.#tailOf(body, piece);
      const bytes = body.bytes + (tail?.length ?? 0);
      const placed = await uploads.budget.hold(bytesHeld(bytes), async () => {
        if (signal.aborted) throw stoppedWriting(store.destination);
        const read = () => bytesOf(body, tail, piece);
        const content = await objectContent({ bytes, read, uploads, signal });
        // A run before this one may have sent it and not lived to say so.
        return placeAt(content, key, uploads, { verify: 'checksum', again: true, signal });
      });
      if (placed === undefined) throw otherObject(key, store.destination);
    } catch (error) {
      throw signal.aborted ? stoppedWriting(store.destination) : s3Failure(key, store.destination, error);
    }
  }

  close(): void {
    this.options.store.close();
  }

  async #tailOf({ indexes, layout }: S3Body, piece: ReadPiece): Promise<Uint8Array | undefined> {
    const { format } = this.options;
    if (format.tail === undefined) return undefined;
    const read: Uint8Array[] = [];
    for (const one of indexes) read.push(await piece(one));
    return format.tail(layout, read);
  }
}

async function* bytesOf(
  { data }: S3Body,
  tail: Uint8Array | undefined,
  piece: ReadPiece,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const one of data) yield await piece(one);
  if (tail !== undefined) yield tail;
}
