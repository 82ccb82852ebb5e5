import { WrongChecksum, type ZstdEngine } from './zstd-engine.js';

/** Of Node's types only those for browsers have it. */
declare const WebAssembly: {
  readonly Instance: new (module: Compiled, imports: object) => { readonly exports: object };
  readonly Memory: abstract new () => Memory;
};

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** A `WebAssembly.Module`. */
type Compiled = object;

/** What the reference decoder that zstddec carries exports; pointers and sizes are numbers. */
interface Zstd {
  readonly memory: Memory;
  malloc(bytes: number): number;
  free(pointer: number): void;
  ZSTD_createDCtx(): number;
  /** Of an error its number, negative. */
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

const FUNCTIONS = ['malloc', 'free', 'ZSTD_createDCtx', 'ZSTD_decompressStream'] as const;
const OUTPUT_BYTES = 128 * 1024;
/** A `ZSTD_inBuffer`, or a `ZSTD_outBuffer`: a pointer, its size, and how much of it is used. */
const STRUCT_WORDS = 3;
/** Numbers of errors end before it. */
const FEWEST_ERROR = -128;
const WRONG_CHECKSUM = -22;

let module: Promise<Compiled> | undefined;

/**
 * Makes engines of zstddec: each has an instance of the reference decoder, with a memory that goes away with it. (How zstddec
 * itself decodes a stream goes on for ever where that is damaged, and wants all of it at once.)
 */
export const zstdOfWasm = async (): Promise<() => ZstdEngine> => {
  module ??= compiled();
  const found = await module;
  return () => new WasmEngine(found);
};

async function compiled(): Promise<Compiled> {
  const { ZSTDDecoder } = await import('zstddec/stream');
  let made: Compiled | undefined;
  class Catching extends ZSTDDecoder {
    override _init(result: { readonly module: Compiled }): void {
      made = result.module;
    }
  }
  await new Catching().init();
  if (made === undefined) throw new Error('zstddec was begun by somebody else.');
  return made;
}

class WasmEngine implements ZstdEngine {
  readonly #zstd: Zstd;
  readonly #context: number;
  readonly #output: number;
  /** Of the two structs: input, then output. */
  readonly #structs: number;

  constructor(from: Compiled) {
    const env = { emscripten_notify_memory_growth: () => undefined };
    const { exports } = new WebAssembly.Instance(from, { env });
    if (!isZstd(exports)) throw new Error('zstddec has no decoder of streams.');
    this.#zstd = exports;
    this.#context = exports.ZSTD_createDCtx();
    this.#output = exports.malloc(OUTPUT_BYTES);
    this.#structs = exports.malloc(2 * STRUCT_WORDS * 4);
  }

  async push(bytes: Uint8Array): Promise<readonly Buffer[]> {
    const zstd = this.#zstd;
    const input = zstd.malloc(bytes.length);
    if (input === 0) throw new Error('out of memory');
    new Uint8Array(zstd.memory.buffer).set(bytes, input);
    const pieces: Buffer[] = [];
    let used = 0;
    let isFull = false;
    while (used < bytes.length || isFull) {
      // The memory is another one where it has grown.
      this.#words().set([input, bytes.length, used, this.#output, OUTPUT_BYTES, 0]);
      const wants = zstd.ZSTD_decompressStream(
        this.#context,
        this.#structs + STRUCT_WORDS * 4,
        this.#structs,
      );
      if (wants === WRONG_CHECKSUM) throw new WrongChecksum();
      if (wants < 0 && wants > FEWEST_ERROR) throw new Error(`error ${-wants} of Zstandard`);
      const words = this.#words();
      const made = words[5] as number;
      isFull = made === OUTPUT_BYTES;
      if (made === 0 && words[2] === used) break;
      used = words[2] as number;
      if (made > 0) pieces.push(Buffer.from(new Uint8Array(zstd.memory.buffer, this.#output, made)));
    }
    zstd.free(input);
    return pieces;
  }

  close(): void {
    // Its memory goes with it.
  }

  #words(): Uint32Array {
    return new Uint32Array(this.#zstd.memory.buffer, this.#structs, 2 * STRUCT_WORDS);
  }
}

const isZstd = (exports: object): exports is Zstd =>
  'memory' in exports &&
  exports.memory instanceof WebAssembly.Memory &&
  FUNCTIONS.every((name) => typeof Reflect.get(exports, name) === 'function');
