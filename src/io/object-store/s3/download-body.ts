import type { IncomingMessage } from 'node:http';
import type { Checksum } from '../checksum.js';
import { ObjectStoreFault } from '../object-store-fault.js';
import type { Asked } from './asked.js';
import { checksumTaker } from './checksum-taker.js';
import type { Course } from './course.js';
import type { Said } from './transport-fault.js';

export interface DownloadBody {
  readonly incoming: IncomingMessage;
  readonly course: Course;
  readonly asked: Asked;
  /** As announced; undefined where it was not. */
  readonly bytes: number | undefined;
  readonly checksum: Checksum | undefined;
  /** What an error means, where the end came from outside. */
  readonly faultOf: (error: unknown) => ObjectStoreFault;
  /** The attempt is over. */
  readonly release: () => void;
}

/** The bytes of an object, held against what was said of them when the last one has come. */
export async function* downloadBody(given: DownloadBody): AsyncGenerator<Uint8Array, void, undefined> {
  const { incoming, course, asked, bytes, checksum, faultOf, release } = given;
  const fail = ({ class: failed, words }: Said): never => {
    const place = `GET s3://${asked.bucket}/${asked.key}`;
    throw new ObjectStoreFault(failed, `${place}: ${words}`, { attempt: course.attempt(), phase: 'receive' });
  };
  const taker = checksum === undefined ? undefined : checksumTaker(checksum.algorithm);
  let seen = 0;
  try {
    for await (const piece of course.ahead ?? incoming) {
      if (!(piece instanceof Uint8Array)) continue;
      seen += piece.length;
      taker?.add(piece);
      yield piece;
    }
    // Destroyed before it was read at all, it ends without a word.
    if (!incoming.complete) throw new Error('aborted');
    course.ended();
    if (bytes !== undefined && seen !== bytes)
      fail({ class: 'truncated', words: `${seen} bytes have come of ${bytes}` });
    const found = await taker?.value();
    if (checksum !== undefined && found !== checksum.value)
      fail({
        class: 'checksum',
        words: `the bytes that have come have another ${checksum.algorithm} (${found}) than the store says (${checksum.value})`,
      });
  } catch (error) {
    course.socketError ??= error instanceof Error && !(error instanceof ObjectStoreFault) ? error : undefined;
    throw faultOf(error);
  } finally {
    release();
    incoming.destroy();
  }
}
