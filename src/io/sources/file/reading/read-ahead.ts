/** Of the first piece; each has twice as many as the one before. */
const FIRST_BYTES = 16 * 1024;

/**
 * One buffer for all files of a run (decoders copy what they keep), handed out in pieces. Reading more at once than is
 * decoded at once pays for the look at the first bytes that follows each reading. The first pieces of a run are small: whoever
 * waits for the first row does not wait for a whole one.
 */
export class ReadAhead {
  private owner: unknown;
  /** Offset, in the owner's content, of the first byte that is left. */
  private at = 0;
  private left: Buffer;
  private next: number;

  constructor(
    readonly buffer: Buffer,
    readonly pieceBytes: number,
  ) {
    this.left = buffer.subarray(0, 0);
    this.next = Math.min(FIRST_BYTES, pieceBytes);
  }

  /** The buffer has been written to: what was left in it is gone. */
  drop(): void {
    this.owner = undefined;
  }

  /** So many bytes have been read into the buffer. */
  fill(owner: unknown, at: number, count: number): void {
    this.owner = owner;
    this.at = at;
    this.left = this.buffer.subarray(0, count);
  }

  /** The next piece of what an owner has read from that offset on; undefined where nothing is left. */
  take(owner: unknown, at: number): Buffer | undefined {
    if (this.left.length === 0 || this.owner !== owner || this.at !== at) return undefined;
    const piece = this.left.subarray(0, this.next);
    this.next = Math.min(this.pieceBytes, this.next * 2);
    this.left = this.left.subarray(piece.length);
    this.at += piece.length;
    return piece;
  }
}
