import type { Timed } from '../../../operators/batch.js';
import type { Codec } from '../codec.js';
import { LineDecoder } from './line-decoder.js';
import { checkedLineLimit } from './line-limit.js';

export interface LineCodecOptions<T> {
  /** Field names that a row may have. */
  readonly fields: readonly (keyof T & string)[];
  /**
   * The row of a line, which is never empty and has no newline any more, or why it is none: that, and what it throws, is
   * the detail of a line rejected as `malformed`. A line tells by itself what it is: nothing of those before it is known.
   */
  readonly parse: (line: string) => T | string;
  /** Longest line accepted, in bytes; 1 MiB by default. Longer ones are rejected as `oversize`. */
  readonly maxLineBytes?: number;
}

/**
 * A codec for a format of lines from a function of one line: lines are cut, decoded as UTF-8, counted, and turned away with
 * their offset where they are none of the format.
 *
 * @throws TidemarkError `bad-options` when `maxLineBytes` is not a positive whole number.
 *
 * @example
 * ```ts
 * import { file, lineCodec } from 'tidemark';
 *
 * interface Visit {
 *   readonly time: number;
 *   readonly path: string;
 * }
 *
 * const visits = lineCodec<Visit>({
 *   fields: ['time', 'path'],
 *   parse(line) {
 *     const [seconds = '', path = ''] = line.split(' ');
 *     return /^\d+$/.test(seconds) ? { time: Number(seconds) * 1000, path } : `"${seconds}" is no time`;
 *   },
 * });
 * const source = file({ path: 'visits.log', codec: visits });
 * ```
 */
export const lineCodec = <T extends Timed>({
  fields,
  parse,
  maxLineBytes,
}: LineCodecOptions<T>): Codec<T> => {
  const limit = checkedLineLimit(maxLineBytes);
  return {
    fields,
    decoder: (_fields, { offset = 0, saved } = {}) =>
      new LineDecoder(() => new TextParser(parse), { maxLineBytes: limit, offset, saved }),
  };
};

class TextParser<T> {
  problem = '';

  constructor(private readonly read: (line: string) => T | string) {}

  parse(bytes: Buffer, from: number, to: number): T | undefined {
    const found = this.#read(bytes.toString('utf8', from, to));
    if (typeof found !== 'string') return found;
    // A line without a reason would be taken for a header, and not be counted.
    this.problem = found === '' ? 'It is none of the format.' : found;
    return undefined;
  }

  #read(line: string): T | string {
    try {
      return this.read(line);
    } catch (error) {
      return String(error);
    }
  }
}
