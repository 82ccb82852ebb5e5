import type { Unpacker } from '../unpacker.js';
import { MOST_WINDOW_LOG, WrongChecksum, type ZstdEngine } from './zstd-engine.js';
import { beginsAsZstd, type ZstdFrame, zstdFrame } from './zstd-frame.js';

const NOTHING = Buffer.alloc(0);
const BLOCK_HEADER_BYTES = 3;
const SUM_BYTES = 4;
const MOST_WINDOW = 2 ** MOST_WINDOW_LOG;
/** No block holds more. */
const MOST_BLOCK_BYTES = 128 * 1024;
const RUN = 1;
const RESERVED = 3;

type Where = 'frame' | 'block' | 'sum' | 'skip' | 'between' | 'over';

/**
 * What Zstandard data of any number of frames holds. It is walked from block to block, for that tells where frames end and
 * whether the last one does, and bounds what is made at once; what blocks hold an engine knows.
 */
export class ZstdUnpacker implements Unpacker {
  readonly name = 'zstd';
  problem: string | undefined;
  isTorn = false;
  hasGarbage = false;
  #where: Where = 'frame';
  /** Of a header, block or checksum that has not come whole. */
  #partial = NOTHING;
  #isFirst = true;
  #frame: ZstdFrame | undefined;
  /** Bytes of a frame that holds nothing, still to come. */
  #skipped = 0;
  #engine: ZstdEngine | undefined;

  constructor(private readonly makeEngine: () => ZstdEngine) {}

  get isOver(): boolean {
    return this.#where === 'over';
  }

  async *push(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
    let rest = this.#partial.length === 0 ? bytes : Buffer.concat([this.#partial, bytes]);
    this.#partial = NOTHING;
    while (rest.length > 0 && this.#where !== 'over') {
      const before = this.#where;
      const used = this.#walk(rest);
      if (used === 0 && this.#where === before) {
        this.#partial = Buffer.from(rest);
        return;
      }
      const isForEngine =
        before === 'frame' ? this.#where === 'block' : before === 'block' || before === 'sum';
      if (isForEngine && !this.isOver) yield* await this.#decompress(rest.subarray(0, used));
      rest = rest.subarray(used);
    }
  }

  // biome-ignore lint/correctness/useYield: what has come whole has been handed over.
  async *end(): AsyncGenerator<Buffer, void, undefined> {
    if (this.#where !== 'over' && this.#where !== 'between') {
      this.problem ??= 'it is cut off before its end';
      // All of a frame has come before its checksum, but not what the next one would have gone on with.
      this.isTorn ||= this.#where !== 'sum';
    }
    this.close();
  }

  close(): void {
    this.#where = 'over';
    this.#partial = NOTHING;
    this.#drop();
  }

  /** Goes one step on; answers with the bytes that it takes, 0 where more are needed for it. */
  #walk(bytes: Buffer): number {
    switch (this.#where) {
      case 'frame':
        return this.#begin(bytes);
      case 'block':
        return this.#block(bytes);
      case 'sum':
        if (bytes.length < SUM_BYTES) return 0;
        this.#where = 'between';
        return SUM_BYTES;
      case 'skip': {
        const used = Math.min(this.#skipped, bytes.length);
        this.#skipped -= used;
        if (this.#skipped === 0) this.#where = 'between';
        return used;
      }
      default:
        return this.#between(bytes);
    }
  }

  #begin(bytes: Buffer): number {
    const frame = zstdFrame(bytes);
    if (frame === undefined) return 0;
    if (frame === 'none') {
      if (this.#isFirst) this.#fail('it is damaged (incorrect header)');
      else this.#leave();
      return 0;
    }
    if (frame.kind === 'skippable') {
      this.#isFirst = false;
      this.#skipped = frame.length;
      this.#where = 'skip';
      return 0;
    }
    if (frame.dictionary !== 0)
      this.#fail('it can only be decompressed with the dictionary that it was made with');
    else if (frame.window > MOST_WINDOW) this.#fail(windowText(frame.window));
    if (this.isOver) return 0;
    this.#isFirst = false;
    this.#frame = frame;
    this.#where = 'block';
    return frame.length;
  }

  #block(bytes: Buffer): number {
    if (bytes.length < BLOCK_HEADER_BYTES) return 0;
    const header = bytes.readUIntLE(0, BLOCK_HEADER_BYTES);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === RESERVED || size > MOST_BLOCK_BYTES) {
      this.#fail('it is damaged (no such block)');
      return 0;
    }
    const length = BLOCK_HEADER_BYTES + (type === RUN ? 1 : size);
    if (bytes.length < length) return 0;
    const isLast = (header & 1) === 1;
    if (isLast) this.#where = this.#frame?.hasSum === true ? 'sum' : 'between';
    return length;
  }

  #between(bytes: Buffer): number {
    const at = bytes.findIndex((byte) => byte !== 0);
    if (at === -1) return bytes.length;
    if (beginsAsZstd(bytes.subarray(at))) this.#where = 'frame';
    else this.#leave();
    return at;
  }

  async #decompress(part: Buffer): Promise<readonly Buffer[]> {
    this.#engine ??= this.makeEngine();
    try {
      return await this.#engine.push(part);
    } catch (error) {
      // Closed meanwhile.
      if (this.isOver) return [];
      this.#drop();
      // The frames after it can be read all the same.
      if (error instanceof WrongChecksum) this.problem ??= 'it is damaged (its checksum does not fit)';
      else this.#fail(`it is damaged (${error instanceof Error ? error.message : String(error)})`);
      return [];
    }
  }

  #drop(): void {
    this.#engine?.close();
    this.#engine = undefined;
  }

  #leave(): void {
    // Of a frame that is damaged nobody knows where it ends.
    this.hasGarbage = this.problem === undefined;
    this.close();
  }

  #fail(problem: string): void {
    this.problem ??= problem;
    this.isTorn = true;
    this.close();
  }
}

const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

const windowText = (window: number): string =>
  `it needs the last ${mebibytes(window)} MiB at each place (zstd --long, --ultra), and more than ${mebibytes(MOST_WINDOW)} are not held here; give standard input what zstd -dc --memory=${mebibytes(window)}MiB writes of it`;
