import type { Chunk } from '../../operators/chunk.js';
import type { Row } from '../codecs/fields/row.js';
import { forwardingRun } from '../sources/forwarding-run.js';
import type { Source, SourceRun } from '../sources/source.js';

/** Gives rows fields out of tables that may change. */
export interface RowExtension {
  /** Reads what it needs for the first time, and looks later whether that has changed. Rejects where the first cannot be read. */
  refresh(): Promise<void>;
  /** Changes rows in place. */
  extend(rows: readonly Row[]): void;
  /** No row comes any more. */
  end(): void;
}

/**
 * A source whose rows have fields besides, out of what is fresh when a chunk has come. The rows must belong to nobody else:
 * they are changed in place.
 */
export const extendedRows = (
  source: Source<Row>,
  extensions: () => readonly RowExtension[],
): Source<Row> => ({
  read(start) {
    const inner = source.read(start);
    return forwardingRun(inner, chunksOf(inner, extensions()));
  },
});

async function* chunksOf(
  inner: SourceRun<Row>,
  extensions: readonly RowExtension[],
): AsyncGenerator<Chunk<Row>, void, undefined> {
  for (const extension of extensions) await extension.refresh();
  for await (const chunk of inner) {
    for (const extension of extensions) {
      await extension.refresh();
      extension.extend(chunk.rows);
    }
    yield chunk;
  }
  for (const extension of extensions) extension.end();
}
