import type { Sink } from '../../io/sinks/sink.js';
import type { BufferLimits } from './sink-buffer.js';

/** A sink in the pipeline that it is put into. */
export interface SinkPlace {
  /** What is remembered for it has this key in the state. */
  readonly key: string;
  /** What it is called; of several with one name, the later ones have a number. */
  readonly name: string;
  readonly destination: string;
  readonly sink: Sink<never>;
  readonly limits: BufferLimits;
}

/** For people: what it is called, and beside it where it writes to. */
export const sinkText = ({ name, destination }: Pick<SinkPlace, 'name' | 'destination'>): string =>
  name === destination ? name : `${name} (${destination})`;
