import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Chunk } from '../../operators/chunk.js';
import { NONE_REJECTED } from '../../operators/rejected.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { auto } from '../codecs/auto/auto.js';
import type { Decoder } from '../codecs/codec.js';
import type { Row } from '../codecs/fields/row.js';
import { cutEnd, nothingHad } from '../compression/cut-end.js';
import { MaybePacked } from '../compression/maybe-packed.js';
import { refuseWrittenInput } from './file/refuse-written.js';
import { holdsAnything } from './holds-anything.js';
import { type ReadingOptions, readingOptions } from './reading-options.js';
import type { Source, SourceStart } from './source.js';
import { unreadable } from './unreadable.js';

export interface StdinOptions<T> extends ReadingOptions<T> {
  /** Whether silence means that time passes, as on a pipe from `tail -f` (default); false for a replay. */
  readonly live?: boolean;
  /** The stream to read; the process's standard input by default. Belongs to the source: it is destroyed at the end. */
  readonly input?: Readable;
  /** Told, in a sentence, of compressed data that is cut off, damaged or goes on with something else. */
  readonly onWarning?: (message: string) => void;
}

/** Without a codec the format is told by the first lines, as by `autoCodec()`. */
export type AutoStdinOptions = Omit<StdinOptions<Row>, 'codec'> & { readonly codec?: undefined };

const WHAT = 'standard input';
/** What can end a wait: something to read, the end, a failure. */
const EVENTS = ['readable', 'end', 'error', 'close'] as const;

/**
 * Reads a stream of bytes once; one that begins as gzip, zstd or bzip2 does is decompressed. It cannot be replayed, so its
 * chunks have no position and it can be read once. Throws TidemarkError 'unreadable' where the stream fails. Not pulling stops
 * the reading: no more is held than the stream's own high-water mark. Aborting lets go of the stream at once, so that the
 * process can exit.
 *
 * @example
 * ```ts
 * import { stdin } from 'tidemark';
 *
 * const source = stdin({ live: false });
 * ```
 */
export function stdin(options?: AutoStdinOptions): Source<Row>;
export function stdin<T>(options: StdinOptions<T>): Source<T>;
export function stdin<T>(given: AutoStdinOptions | StdinOptions<T> = {}): Source<Row> | Source<T> {
  const { codec } = given;
  return codec === undefined ? stdinSource({ ...given, codec: auto() }) : stdinSource({ ...given, codec });
}

const stdinSource = <T>(options: StdinOptions<T>): Source<T> => {
  const { live = true } = options;
  const { codec, fields, clock, readBytes, poll } = readingOptions(options);

  async function* chunks(
    { position, stop: signal }: SourceStart,
    reading: (decoder: Decoder<T>) => void,
    onLine: () => void,
  ): AsyncGenerator<Chunk<T>, void, undefined> {
    if (position !== undefined) {
      throw new TidemarkError(
        'bad-options',
        `Cannot resume ${WHAT}: it cannot be read again. Use another pipeline name, or remove the saved state.`,
      );
    }
    if (options.input === undefined) {
      refuseDirectory();
      await refuseWrittenInput(0, WHAT);
    }
    const input = options.input ?? process.stdin;
    const decoder = codec.decoder(fields, { written: () => clock.now() });
    reading(decoder);
    const content = new MaybePacked(WHAT, options.onWarning ?? (() => undefined), signal);
    let wake = () => {};
    const onEvent = () => wake();
    for (const event of EVENTS) input.on(event, onEvent);
    signal.addEventListener('abort', onEvent);
    /** Waits for an event, or for one poll interval where the input is live; false where an event came first. */
    const silence = async (): Promise<boolean> => {
      const nap = new AbortController();
      // Without a reason an error would be made of each.
      wake = () => nap.abort('woken');
      await (live ? clock.sleep(poll, nap.signal) : once(nap.signal, 'abort'));
      return !nap.signal.aborted;
    };
    try {
      let now: number | undefined;
      /** When silence began. */
      let since: number | undefined;
      let hasContent = false;
      const decoded = async function* (
        content: AsyncIterable<Buffer>,
      ): AsyncGenerator<Chunk<T>, void, undefined> {
        for await (const plain of content) {
          hasContent ||= plain.length > 0;
          for (let from = 0; from < plain.length && !signal.aborted; from += readBytes) {
            const some = decoder.decode(plain.subarray(from, from + readBytes));
            if (holdsAnything(some)) yield some;
          }
        }
      };
      while (!signal.aborted) {
        const bytes = take(input);
        if (bytes !== undefined) {
          now = undefined;
          since = undefined;
          yield* decoded(content.push(bytes));
          continue;
        }
        if (input.errored !== null) throw unreadable(WHAT, input.errored);
        if (input.readableEnded) {
          yield* decoded(content.end());
          const { problem, torn } = content;
          const isNothing = problem !== undefined && !hasContent;
          if (isNothing) onLine();
          const last = isNothing
            ? nothingHad(problem)
            : torn === undefined
              ? decoder.end()
              : cutEnd(decoder, torn);
          if (holdsAnything(last)) yield last;
          return;
        }
        if (input.destroyed) throw unreadable(WHAT, new Error('it was closed before its end'));
        if (now !== undefined) {
          const held = decoder.settle?.(now - (since ?? now));
          if (held !== undefined && holdsAnything(held)) yield held;
          yield { rows: [], rejected: NONE_REJECTED, now };
          now = undefined;
          continue;
        }
        if (await silence()) {
          now = clock.now();
          since ??= now - poll;
          // One turn of the event loop fetches what came while the process stood still; only then is it silence.
          await turn();
        }
      }
    } finally {
      content.close();
      signal.removeEventListener('abort', onEvent);
      for (const event of EVENTS) input.off(event, onEvent);
      // An error of a stream that nobody listens to would end the process.
      input.on('error', () => undefined);
      input.destroy();
    }
  }

  return {
    read: (start) => {
      let reading: Decoder<T> | undefined;
      let more = 0;
      const given = chunks(
        start,
        (decoder) => {
          reading = decoder;
        },
        () => more++,
      );
      return {
        [Symbol.asyncIterator]: () => given,
        get lines() {
          return (reading?.lines ?? 0) + more;
        },
      };
    },
  };
};

/** Node gives an empty stream for a directory, and `tidemark … - < logs/` would be a log without lines. */
const refuseDirectory = (): void => {
  if (isDirectory(0)) throw unreadable(WHAT, Object.assign(new Error('EISDIR'), { code: 'EISDIR' }));
};

const isDirectory = (descriptor: number): boolean => {
  try {
    return fstatSync(descriptor).isDirectory();
  } catch {
    return false;
  }
};

/** Everything that the stream holds ready; undefined when that is nothing. */
const take = (input: Readable): Buffer | undefined => {
  const held: unknown = input.read();
  if (held === null) return undefined;
  return held instanceof Uint8Array
    ? Buffer.from(held.buffer, held.byteOffset, held.byteLength)
    : Buffer.from(String(held));
};
