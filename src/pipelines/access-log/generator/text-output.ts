import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { codeOf } from '../../../io/code-of.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';

/** Where generated text goes. */
export interface TextOutput {
  /**
   * Resolves once the text is handed on and there is room for more: waiting for it is the back-pressure.
   * Rejects with a TidemarkError: 'output-closed' when the reader has gone away, else 'undeliverable'.
   */
  write(text: string): Promise<void>;
  /** Resolves once everything written is out of our hands. */
  close(): Promise<void>;
}

const failure = (name: string, error: unknown): TidemarkError =>
  codeOf(error) === 'EPIPE'
    ? new TidemarkError('output-closed', `Whoever read ${name} has gone away.`, { cause: error })
    : new TidemarkError(
        'undeliverable',
        `Cannot write to ${name}: ${error instanceof Error ? error.message : error}.`,
        { cause: error },
      );

/** Writes to a stream that is not ours to end, such as stdout. */
export const streamOutput = (stream: Writable, name: string): TextOutput => {
  // A write that fails also raises an event, which would end the process if nobody listened.
  let failed: unknown;
  stream.on('error', (error) => {
    failed ??= error;
  });
  return {
    write: async (text) => {
      try {
        if (failed === undefined && !stream.write(text, 'latin1')) await drained(stream);
        // A stdout that is a file or a pipe writes at once; without a turn no signal would ever be heard.
        await turn();
      } catch (error) {
        failed ??= error;
      }
      if (failed !== undefined) throw failure(name, failed);
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        stream.write('', () => resolve());
      });
    },
  };
};

/** Resolves when there is room, and also when there will never be any: a stream that is closed says nothing else. */
const drained = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'close', 'error']) stream.off(event, done);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) stream.on(event, done);
    if (stream.destroyed) done();
  });

/** Opens a file to be written from its beginning (`w`) or at its end (`a`); creates it where there is none. */
export const fileOutput = async (path: string, flags: 'w' | 'a'): Promise<TextOutput> => {
  const handle = await open(path, flags).catch((error: unknown) => {
    throw new TidemarkError(
      'undeliverable',
      `Cannot open ${path} for writing: ${error instanceof Error ? error.message : error}. Check that its directory exists and may be written to.`,
      { cause: error },
    );
  });
  return {
    write: (text) =>
      handle.writeFile(text, 'latin1').catch((error: unknown) => {
        throw failure(path, error);
      }),
    close: () => handle.close(),
  };
};
