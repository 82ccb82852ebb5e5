import type { Composed, Emitted, Sink } from '../../src/io/sinks/sink.js';
import { composeWith, writeTo } from './drive-sink.js';

/** Rows of which only the id matters, as lines of their ids. */
export const rowsOf = (...ids: readonly string[]): Emitted[] =>
  ids.map((id) => ({ pipeline: 'p', stream: 's', id, row: {} }));

export const idLines = (rows: readonly Emitted[]): string => rows.map(({ id }) => `${id}\n`).join('');

/** Composes rows and writes what that gives; answers with the sink's memory. */
export const put = async (
  sink: Sink,
  rows: readonly Emitted[],
  saved: unknown,
  watermark = 0,
): Promise<unknown> => {
  const composed: Composed = composeWith(sink, rows, saved, watermark);
  for (const delivery of composed.deliveries) await writeTo(sink, delivery);
  return composed.saved;
};

/** The only delivery of these rows. */
export const onlyDelivery = (sink: Sink, rows: readonly Emitted[], saved: unknown, watermark = 0) => {
  const { deliveries } = composeWith(sink, rows, saved, watermark);
  const [delivery] = deliveries;
  if (delivery === undefined || deliveries.length > 1) throw new Error('The rows must give one delivery.');
  return delivery;
};
