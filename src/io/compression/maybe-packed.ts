import { cutText, garbageText } from './compression-texts.js';
import type { Unpacker } from './unpacker.js';
import { compressed, unpackersOf } from './unpackers.js';

const NOTHING = Buffer.alloc(0);

/** The content of input that may be compressed, as its first bytes tell. */
export class MaybePacked {
  /** The first bytes, while they are too few to tell. */
  #first: Buffer | undefined = NOTHING;
  #unpacker: Unpacker | undefined;
  /** Why nothing of it can be read. */
  #refused: string | undefined;
  #hasSaidGarbage = false;

  constructor(
    private readonly what: string,
    private readonly warn: (message: string) => void,
    /** Aborted: nothing more is decompressed. */
    private readonly signal: AbortSignal,
  ) {}

  /** What these bytes hold, which belong to this until all of it has been taken. */
  async *push(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
    const all =
      this.#first === undefined || this.#first.length === 0 ? bytes : Buffer.concat([this.#first, bytes]);
    if (this.#first !== undefined) {
      const how = compressed(all);
      if (how.kind === 'more') {
        this.#first = Buffer.from(all);
        return;
      }
      this.#first = undefined;
      if (how.kind === 'refused') this.#refused = how.why;
      if (how.kind === 'packed') this.#unpacker = (await unpackersOf(how.name))();
    }
    if (this.#refused !== undefined) return;
    if (this.#unpacker === undefined) yield all;
    else yield* this.#unpacked(this.#unpacker.push(all));
  }

  /** No more bytes come: what is left of the content. */
  async *end(): AsyncGenerator<Buffer, void, undefined> {
    const first = this.#first ?? NOTHING;
    this.#first = undefined;
    if (first.length > 0) yield first;
    if (this.#unpacker !== undefined) yield* this.#unpacked(this.#unpacker.end());
    if (this.#refused !== undefined) this.warn(`Nothing of ${this.what} can be read: ${this.#refused}.`);
    if (this.#unpacker?.problem !== undefined) this.warn(cutText(this.what, this.#unpacker.problem));
  }

  /** Its bytes are its content; false while too few have come to tell. */
  get isPlain(): boolean {
    return this.#first === undefined && this.#unpacker === undefined && this.#refused === undefined;
  }

  /** Why there may be less of the content than there was; undefined where nothing is wrong. */
  get problem(): string | undefined {
    return this.#refused ?? this.#unpacker?.problem;
  }

  /** What it is compressed with, where the content breaks off in the midst of what it was. */
  get torn(): Unpacker['name'] | undefined {
    return this.#unpacker?.isTorn === true ? this.#unpacker.name : undefined;
  }

  close(): void {
    this.#unpacker?.close();
  }

  async *#unpacked(pieces: AsyncGenerator<Buffer, void, undefined>): AsyncGenerator<Buffer, void, undefined> {
    for await (const piece of pieces) {
      if (this.signal.aborted) return;
      yield piece;
    }
    if (this.#hasSaidGarbage || this.#unpacker?.hasGarbage !== true) return;
    this.#hasSaidGarbage = true;
    this.warn(garbageText(this.what, this.#unpacker.name));
  }
}
