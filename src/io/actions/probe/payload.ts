import { randomFill } from 'node:crypto';
import { promisify } from 'node:util';

/** The bytes of a test. */
export type Payload = (size: number) => Promise<Buffer>;

const fill = promisify<Buffer, Buffer>(randomFill);

/** Others each time: what a cache has, or a store has seen before, is not taken for what was written. */
export const randomPayload: Payload = (size) => fill(Buffer.allocUnsafe(size));

/** A file of the user's, whatever size is asked for: as it was when it was read. */
export const filePayload =
  (bytes: Buffer): Payload =>
  async () =>
    bytes;
