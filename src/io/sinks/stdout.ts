import type { Writable } from 'node:stream';
import { TidemarkError } from '../../operators/tidemark-error.js';
import type { Emitted, Sink } from './sink.js';

export interface StdoutOptions {
  /** Turns rows into the text that is written, newlines included. */
  readonly format: (rows: readonly Emitted[]) => string;
  /** The stream to write to; the process's standard output by default. It stays open. */
  readonly output?: Writable;
}

/**
 * Writes rows as text to a stream. A write resolves when the stream has taken the text, so a slow reader slows the
 * pipeline down. Rejects with 'output-closed' when the reader has gone away and 'undeliverable' for any other
 * failure; a stream that has failed stays failed, so neither is retryable.
 */
export const stdout = ({ format, output = process.stdout }: StdoutOptions): Sink => {
  let failure: TidemarkError | undefined;
  // The first failure is the telling one; writes after it only report that the stream is destroyed.
  const fail = (error: Error): TidemarkError => {
    failure ??= asTidemarkError(error);
    return failure;
  };
  // Stays after close: an error that nobody listens to would end the process.
  output.on('error', fail);

  return {
    name: 'stdout',
    guarantee: 'at least once',
    compose: (rows) => {
      const first = rows[0];
      const last = rows.at(-1);
      if (first === undefined || last === undefined) return { deliveries: [] };
      return { deliveries: [{ id: `${first.id}..${last.id}`, body: format(rows), rows: rows.length }] };
    },
    write: (delivery) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) reject(failure);
        else output.write(String(delivery.body), (error) => (error ? reject(fail(error)) : resolve()));
      }),
    close: async () => undefined,
  };
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
    : new TidemarkError(
        'undeliverable',
        `Cannot write the output: ${error.message}. Check where it goes to.`,
        {
          cause: error,
        },
      );
