import type { Emitted } from '../io/sinks/sink.js';
import { rowId } from './row-id.js';

/** A row on its way out; its id is made when a sink asks for it: that takes as long as writing it, and files need none. */
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
