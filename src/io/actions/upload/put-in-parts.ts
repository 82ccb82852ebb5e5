import { backoff } from '../../backoff.js';
import type { Upload, UploadedPart } from '../../object-store/object-store.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import { completeNew } from '../../object-store/writing/complete-new.js';
import type { NewObject } from '../../object-store/writing/put-new.js';
import type { Uploads } from './uploads.js';

/** Times that a part is sent before the file is given up for now. */
const TRIES = 4;

export interface PutInParts {
  readonly uploads: Uploads;
  readonly signal: AbortSignal;
  /** Rejects where what was sent is not what it was at the beginning any more; then it is not completed. */
  readonly check?: () => Promise<void>;
  /** Sends all parts. When it rejects none of them is under way any more: a part that came later would be kept for ever. */
  readonly send: (upload: Upload) => Promise<readonly UploadedPart[]>;
}

/** Puts an object in parts where there is none; undefined: there is one. What comes to nothing is taken back. */
export const putInParts = async (key: string, how: PutInParts): Promise<NewObject> => {
  const { clock, random } = how.uploads;
  try {
    return await putOnce(key, how);
  } catch (error) {
    // Of an upload that has met another writer nothing is of use: it is begun anew.
    if (!(error instanceof ObjectStoreFault && error.class === 'conflict') || how.signal.aborted) throw error;
    await clock.sleep(backoff(1, random()), how.signal);
    return putOnce(key, how);
  }
};

const putOnce = async (key: string, { uploads, signal, check, send }: PutInParts): Promise<NewObject> => {
  const { store, guard, memory, requests } = uploads;
  await uploads.takeBackLeft();
  const upload = await requests.ask(0, signal, (call) => store.createUpload(key, call));
  let forget: (() => Promise<void>) | undefined;
  let isOver = false;
  try {
    forget = await memory.remember(upload);
    const parts = await send(upload);
    await check?.();
    const hidesAbsent = await uploads.hidesAbsent(signal);
    const written = await requests.ask(0, signal, (call) =>
      completeNew(store, upload, parts, { ...call, guard, hidesAbsent }),
    );
    isOver = written !== undefined;
    return written;
  } finally {
    // Whoever is given up waits for nothing more: the next run takes it back.
    if (isOver || (!signal.aborted && (await uploads.abort(upload)))) await forget?.();
  }
};

/** Sends one part, a few times where that may help. */
export const putPart = async (
  { store, requests, clock, random }: Uploads,
  upload: Upload,
  number: number,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<UploadedPart> => {
  for (let tries = 1; ; tries++) {
    try {
      return await requests.ask(body.length, signal, (call) => store.putPart(upload, number, body, call));
    } catch (error) {
      if (!(error instanceof ObjectStoreFault && error.again) || tries === TRIES || signal.aborted)
        throw error;
      await clock.sleep(backoff(tries, random()), signal);
    }
  }
};
