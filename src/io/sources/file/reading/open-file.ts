import type { CompressionName } from '../../../compression/unpacker.js';
import { compressed, unpackersOf } from '../../../compression/unpackers.js';
import {
  closeDescriptor,
  type Descriptor,
  readDescriptor,
  statDescriptor,
} from '../../../disk/descriptor.js';
import { openReadable } from '../../open-readable.js';
import { unreadable } from '../../unreadable.js';
import { FINGERPRINT_BYTES } from '../identity/fingerprint.js';
import { type FileStat, fileStat } from '../looking/file-stat.js';
import { PackedReader } from './packed-reader.js';

/** Counts the bytes that a run reads from disk, for whatever reason. */
export interface Meter {
  read: number;
}

/** A file held open, whose content is read at offsets; that of a compressed one is what it decompresses to. */
export class OpenFile {
  private constructor(
    readonly path: string,
    /** As it was when the file was opened. */
    readonly stat: FileStat,
    private readonly descriptor: Descriptor,
    private readonly meter: Meter,
    private readonly packed: PackedReader | undefined,
    /** Why nothing of it can be read, where it is compressed in a way that is not read. */
    readonly refused: string | undefined,
    /** Reused by every look at the first bytes. */
    private readonly first: Buffer,
    /** How many of them have been read and not been asked for. */
    private ready: number,
  ) {}

  /** Throws TidemarkError 'unreadable' where that is impossible. */
  static async open(path: string, meter: Meter): Promise<OpenFile> {
    const { descriptor, stat } = await openReadable(path);
    try {
      const first = Buffer.allocUnsafe(FINGERPRINT_BYTES);
      const bytesRead = await readDescriptor(descriptor, first, 0);
      const count = (bytes: number) => {
        meter.read += bytes;
      };
      const how = compressed(first.subarray(0, bytesRead));
      const refused = how.kind === 'refused' ? how.why : undefined;
      const packed =
        how.kind === 'packed' ? new PackedReader(descriptor, await unpackersOf(how.name), count) : undefined;
      if (packed === undefined) count(bytesRead);
      const ready = packed !== undefined || refused !== undefined ? 0 : bytesRead;
      return new OpenFile(path, stat, descriptor, meter, packed, refused, first, ready);
    } catch (error) {
      await closeDescriptor(descriptor);
      throw unreadable(path, error);
    }
  }

  get compressed(): boolean {
    return this.packed !== undefined || this.refused !== undefined;
  }

  /** Why the content ends before the file does; undefined while nothing is wrong. */
  get problem(): string | undefined {
    return this.refused ?? this.packed?.problem;
  }

  /** What it is compressed with, where the content breaks off in the midst of what it was. */
  get torn(): CompressionName | undefined {
    return this.packed?.isTorn === true ? this.packed.name : undefined;
  }

  /** What it is compressed with, where something comes after the end of that, and was left out. */
  get garbageAfter(): CompressionName | undefined {
    return this.packed?.hasGarbage === true ? this.packed.name : undefined;
  }

  /** How far reading is in the file itself, where that is not the offset in the content. */
  get rawOffset(): number | undefined {
    return this.packed?.raw;
  }

  /** Fills the buffer with content from `at` on; answers with the number of bytes, 0 at the end. */
  async read(buffer: Buffer, at: number): Promise<number> {
    try {
      if (this.refused !== undefined) return 0;
      if (this.packed !== undefined) return await this.packed.read(buffer, at);
      const bytesRead = await readDescriptor(this.descriptor, buffer, at);
      this.meter.read += bytesRead;
      return bytesRead;
    } catch (error) {
      throw unreadable(this.path, error);
    }
  }

  /** The first bytes of the content, as many as a fingerprint covers; lent until the next call. */
  async head(): Promise<Buffer> {
    const { first, ready } = this;
    this.ready = 0;
    return first.subarray(0, ready > 0 ? ready : await this.read(first, 0));
  }

  async statNow(): Promise<FileStat> {
    try {
      return fileStat(await statDescriptor(this.descriptor));
    } catch (error) {
      throw unreadable(this.path, error);
    }
  }

  async close(): Promise<void> {
    this.packed?.close();
    await closeDescriptor(this.descriptor);
  }
}
