import type { Emitted } from '../io/sinks/sink.js';
import { rowId } from './row-id.js';

/**
 * A row for sinks that keep none: its id is made when it is asked for, because that takes as long as writing the row, and files
 * need none. It is no property of its own, so no copy of it would have it.
 */
export class EmittedRow implements Emitted {
  #id: string | undefined;

  constructor(
    readonly pipeline: string,
    readonly stream: string,
    readonly row: unknown,
  ) {}

  get id(): string {
    this.#id ??= rowId(this.pipeline, this.stream, this.row);
    return this.#id;
  }
}
