import { stands } from './stands.js';

/** Whether `bytes[from, to)` is this text. */
export const isText = (bytes: Buffer, text: Uint8Array, from: number, to: number): boolean =>
  to - from === text.length && stands(bytes, text, from, to);
