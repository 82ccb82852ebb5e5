import type { Writable } from 'node:stream';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { jsonLines } from './json-lines.js';
import type { Emitted, Sink } from './sink.js';
import { stoppedWriting } from './stopped-writing.js';
import { writesToStream } from './written-streams.js';

export interface StdoutOptions {
  /** Turns rows into the text that is written, newlines included; JSON lines by default. */
  readonly format?: (rows: readonly Emitted[]) => string;
  /** The stream to write to; the process's standard output by default. It stays open. */
  readonly output?: Writable;
  /** What people call this output; its destination by default. */
  readonly name?: string;
}

const STDOUT = 'stdout';

/**
 * Writes rows as text to a stream. A write resolves when the stream has taken the text, so a slow reader slows the
 * pipeline down. Rejects with 'output-closed' when the reader has gone away and 'unwritable' for any other failure; a
 * stream that has failed stays failed, so neither is retryable, and neither is a refusal of these rows alone.
 *
 * @example
 * ```ts
 * import { stdout } from 'tidemark';
 *
 * const asText = stdout({ format: (rows) => rows.map(({ stream, row }) => `${stream}: ${String(row)}\n`).join('') });
 * ```
 */
export const stdout = (options: StdoutOptions = {}): Sink => {
  const { format = jsonLines(), output = process.stdout, name = STDOUT } = options;
  const health = healthOf(output);
  return {
    name,
    destination: STDOUT,
    guarantee: 'at least once',
    prepare: async (memory) => {
      // The shell may have sent it to a file.
      if ('fd' in output && typeof output.fd === 'number') writesToStream(output.fd, 'standard output');
      return memory;
    },
    compose: (rows) => {
      const first = rows[0];
      const last = rows.at(-1);
      if (first === undefined || last === undefined) return { deliveries: [] };
      return { deliveries: [{ id: `${first.id}..${last.id}`, body: format(rows), rows: rows.length }] };
    },
    write: (delivery, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => reject(stoppedWriting(STDOUT));
        if (health.failure !== undefined) return reject(health.failure);
        if (signal.aborted) return stop();
        // A reader that has stopped reading may never take it.
        signal.addEventListener('abort', stop, { once: true });
        output.write(String(delivery.body), (error) => {
          signal.removeEventListener('abort', stop);
          if (error) reject(health.fail(error));
          else resolve();
        });
      }),
    close: async () => undefined,
  };
};

/** What is known of a stream: one that has failed stays failed, for every sink that writes to it. */
interface Health {
  failure: TidemarkError | undefined;
  fail(error: Error): TidemarkError;
}

const known = new WeakMap<Writable, Health>();

/** One listener for each stream, however many sinks come and go: a process that runs for good exchanges pipelines. */
const healthOf = (output: Writable): Health => {
  const found = known.get(output);
  if (found !== undefined) return found;
  const health: Health = {
    failure: undefined,
    // The first failure is the telling one; writes after it only report that the stream is destroyed.
    fail(error) {
      health.failure ??= asTidemarkError(error);
      return health.failure;
    },
  };
  known.set(output, health);
  // Stays after close: an error that nobody listens to would end the process.
  output.on('error', health.fail);
  return health;
};

const asTidemarkError = (error: Error): TidemarkError =>
  'code' in error && error.code === 'EPIPE'
    ? new TidemarkError(
        'output-closed',
        'Cannot write the output: its reader has gone away. Keep the reader open, or write to a file.',
        {
          cause: error,
        },
      )
    : new TidemarkError('unwritable', `Cannot write the output: ${error.message}. Check where it goes to.`, {
        cause: error,
      });
