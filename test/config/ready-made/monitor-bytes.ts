import { Readable, Writable } from 'node:stream';
import { systemClock } from '../../../src/io/clock.js';
import { accessLog as accessLogCodec } from '../../../src/io/codecs/access-log/access-log.js';
import type { Codec } from '../../../src/io/codecs/codec.js';
import type { Row } from '../../../src/io/codecs/fields/row.js';
import { jsonLines } from '../../../src/io/sinks/json-lines.js';
import { stdout } from '../../../src/io/sinks/stdout.js';
import { file } from '../../../src/io/sources/file.js';
import type { Source } from '../../../src/io/sources/source.js';
import { stdin } from '../../../src/io/sources/stdin.js';
import type { Balance } from '../../../src/pipelines/balance.js';
import { run } from '../../../src/pipelines/run.js';
import { specOf } from '../../support/run-config.js';
import { monitorPlan, type Preset } from './hits.js';

export interface Monitored {
  /** What `--json` would have written. */
  readonly text: string;
  readonly balance: Balance;
}

export interface MonitorOptions extends Preset {
  /** Bytes decoded at once. */
  readonly readBytes?: number;
}

const READING = {
  codec: accessLogCodec() as Codec<unknown> as Codec<Row>,
  fields: monitorPlan().pipelines[0]?.needs ?? 'all',
  clock: systemClock(),
};

/** `access-log FILE --once --json` in this process. */
export const monitorFile = (path: string, { readBytes = 65_536, ...options }: MonitorOptions = {}) =>
  monitor(file({ ...READING, path, readBytes }), options);

/** `access-log - --once --json` in this process; the pipe hands over that many bytes at a time. */
export const monitorStream = (bytes: Buffer, { readBytes = 65_536, ...options }: MonitorOptions = {}) => {
  function* pieces(): Generator<Buffer> {
    for (let from = 0; from < bytes.length; from += readBytes) yield bytes.subarray(from, from + readBytes);
  }
  const input = Readable.from(pieces(), { objectMode: false, highWaterMark: readBytes });
  return monitor(stdin({ ...READING, input, live: false, readBytes }), options);
};

const monitor = async (source: Source<Row>, options: Preset): Promise<Monitored> => {
  let text = '';
  const output = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      text += chunk;
      done();
    },
  });
  const sink = stdout({ format: jsonLines(), output });
  const balance = await run(specOf(monitorPlan(options), { source, sink }), {
    clock: systemClock(),
    signal: new AbortController().signal,
  });
  return { text, balance };
};
