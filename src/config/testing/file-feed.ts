import type { Clock } from '../../io/clock.js';
import type { Codec } from '../../io/codecs/codec.js';
import type { Row } from '../../io/codecs/fields/row.js';
import { file } from '../../io/sources/file.js';
import type { Source } from '../../io/sources/source.js';
import { sourceStart } from '../../io/sources/source-start.js';
import { tagged } from '../../io/sources/tagged.js';
import type { Chunk } from '../../operators/chunk.js';
import type { Feed, FeedTime } from './feed-source.js';

/** The rows of a file, read as a replay and completed: only they move time. Throws 'unreadable' where it cannot be read. */
export const fileFeed = (
  path: string,
  codec: Codec<Row>,
  tag: string | undefined,
  clock: Clock,
  complete: (source: Source<Row>) => Source<Row>,
): Feed =>
  async function* (time: FeedTime): AsyncGenerator<Chunk<Row>, void, undefined> {
    const plain = complete(
      file<Row>({ path, codec, fields: 'all', clock, start: 'beginning', lastLine: 'take' }),
    );
    const source = tag === undefined ? plain : tagged(plain, tag);
    for await (const { rows, rejected } of source.read(sourceStart())) {
      const [first] = rows;
      if (time.start === undefined && first !== undefined && !Number.isNaN(first.time)) {
        time.now = first.time;
        time.end = first.time;
        time.begin(first.time);
      }
      yield { rows, rejected };
      for (const row of rows) {
        if (!(row.time >= time.now)) continue;
        time.moveTo(row.time);
        time.end = Math.max(time.end, row.time + 1);
      }
    }
    time.begin(time.now);
  };
