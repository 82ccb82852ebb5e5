import { systemClock } from '../../../src/io/clock.js';
import { openListingStore } from '../../../src/io/object-store/open-listing-store.js';
import { type ObjectsOptions, objects } from '../../../src/io/sources/objects.js';
import type { Source } from '../../../src/io/sources/source.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import type { S3Server } from '../../servers/s3.js';
import { startAfter } from '../start-at.js';
import { type Word, wordsCodec } from '../words-codec.js';

export interface Reader {
  readonly said: string[];
  readonly source: Source<Word>;
  /** A run to its end, or to where `isEnough` says so, after what all runs before it have given. */
  run(isEnough?: (chunk: Chunk<Word>) => boolean): Promise<Word[]>;
  /** The chunks of all runs. */
  readonly chunks: Chunk<Word>[];
}

/** Reads the words of an emulated bucket in one run after the other, as a process would that is started again. */
export const bucketReader = (server: S3Server, options: Partial<ObjectsOptions<Word>> = {}): Reader => {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const { endpoint } = server;
  const source = objects<Word>({
    open: () => openListingStore({ bucket: 'logs', endpoint }),
    ...{ prefix: 'p/', bucket: 's3://logs', codec: wordsCodec, clock: systemClock(), random: () => 0 },
    ...{ onWarning: say, onInfo: say },
    ...options,
  });
  const chunks: Chunk<Word>[] = [];
  const run = async (isEnough: (chunk: Chunk<Word>) => boolean = () => false): Promise<Word[]> => {
    const words: Word[] = [];
    for await (const chunk of source.read(startAfter(chunks))) {
      chunks.push(chunk);
      words.push(...chunk.rows);
      if (isEnough(chunk)) break;
    }
    return words;
  };
  return { said, source, chunks, run };
};

/** Only what the words say. */
export const textsOf = (words: readonly Word[]): readonly string[] => words.map(({ text }) => text);
