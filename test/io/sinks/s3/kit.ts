import { gunzipSync } from 'node:zlib';
import { type S3SinkOptions, s3Sink } from '../../../../src/io/sinks/s3.js';
import type { Emitted, Sink } from '../../../../src/io/sinks/sink.js';
import { type S3Server, s3Server } from '../../../servers/s3.js';
import { asIf } from '../../../support/object-store/store-at.js';

/** A sink that writes to an S3 of the test's own. */
export const sinkAt = async (
  options: Partial<S3SinkOptions> = {},
  server?: S3Server,
): Promise<{ readonly sink: Sink; readonly server: S3Server }> => {
  const at = server ?? (await s3Server());
  asIf({});
  const sink = s3Sink({
    address: 's3://logs/lake',
    ...options,
    store: { endpoint: at.endpoint, ...options.store },
  });
  await sink.prepare?.({ saved: undefined, kept: new Map() });
  return { sink, server: at };
};

/** Keys of objects, in order, but for the one that the store is asked by. */
export const keysIn = (server: S3Server): readonly string[] =>
  server
    .bucket()
    .keys()
    .filter((key) => !key.endsWith('.tidemark-probe'))
    .sort();

export const textOf = (server: S3Server, key: string): string => {
  const body = server.body(key) ?? Buffer.alloc(0);
  return (key.endsWith('.gz') ? gunzipSync(body) : body).toString();
};

/** The lines of JSON of all objects, in the order of their numbers. */
export const linesIn = (server: S3Server): readonly Record<string, unknown>[] =>
  [...keysIn(server)]
    .sort((a, b) => numberOf(a) - numberOf(b))
    .flatMap((key) =>
      textOf(server, key)
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    );

const numberOf = (key: string): number => Number(/-(\d{6,})-[0-9a-f]{8}\./.exec(key)?.[1]);

/** Rows of a stream, one for each given time. */
export const rowsAt = (...times: readonly (number | undefined)[]): readonly Emitted[] =>
  times.map((time, i) => ({
    pipeline: 'web',
    stream: 'hits',
    id: `web/hits/${i}/${time}`,
    row: { ...(time !== undefined && { time }), n: i },
  }));
