import { basename } from 'node:path';
import { startOf } from '../../../operators/windows/window-grid.js';
import type { Composed, Delivery, Emitted } from '../sink.js';
import { BEFORE_BYTES, type FileBody, type FileMemory } from './file-memory.js';
import { canBeNamed, type FileLabel, type FileNames } from './file-names.js';

export interface FileComposerOptions {
  readonly names: FileNames;
  readonly format: (rows: readonly Emitted[]) => string;
  /** Bytes of one delivery, at most; a longer row has one of its own. */
  readonly deliveryBytes: number;
  /** Bytes of one file, at most; a longer row has one of its own. */
  readonly size: number | undefined;
  /** Milliseconds of one period. */
  readonly every: number | undefined;
}

/** Decides, row by row, in which file and at which byte it will stand. Lives for one commit. */
export class FileComposer {
  readonly #deliveries: Delivery[] = [];
  #text = '';
  #bytes = 0;
  #rows = 0;

  constructor(
    private readonly options: FileComposerOptions,
    private memory: FileMemory | undefined,
    private readonly watermark: number,
  ) {
    if (memory?.found?.ended === false) this.#begin('\n');
  }

  add(row: Emitted): void {
    const text = this.options.format([row]);
    const bytes = Buffer.byteLength(text);
    const next = this.#nextLabel(row, bytes);
    if (next !== undefined) {
      this.#close();
      this.#begin('');
      this.memory = { file: this.options.names.nameOf(next), label: next, offset: 0, before: '' };
    } else if (this.#rows > 0 && this.#bytes + bytes > this.options.deliveryBytes) {
      this.#close();
    }
    this.#text += text;
    this.#bytes += bytes;
    this.#rows++;
  }

  end(): Composed {
    this.#close();
    return { deliveries: this.#deliveries, saved: this.memory };
  }

  /** The file that this row opens; undefined where it goes on in the one that is open. */
  #nextLabel(row: Emitted, bytes: number): FileLabel | undefined {
    const { size, every } = this.options;
    const { memory } = this;
    const period = every === undefined ? undefined : this.#periodOf(row, every);
    if (memory === undefined || (period !== undefined && period > (memory.label.period ?? Number.NaN))) {
      return { ...(period !== undefined && { period }), ...(size !== undefined && { number: 1 }) };
    }
    const filled = memory.offset + this.#bytes;
    if (size === undefined || filled === 0 || filled + bytes <= size) return undefined;
    return { ...memory.label, number: (memory.label.number ?? 0) + 1 };
  }

  /**
   * The period of the row's own time. A row without a time, and one that is further than a period ahead of the
   * watermark (one wild row must not hold all that follow in a file of the far future), belongs where the watermark is.
   */
  #periodOf({ row }: Emitted, every: number): number {
    const time = typeof row === 'object' && row !== null && 'time' in row ? row.time : undefined;
    const own = typeof time === 'number' ? startOf(time, every) : Number.NaN;
    const near = typeof time === 'number' && time <= this.watermark + every;
    const open = this.memory?.label.period;
    for (const period of [near ? own : Number.NaN, startOf(this.watermark, every), open ?? own]) {
      if (canBeNamed(period)) return period;
    }
    return 0;
  }

  #close(): void {
    const { memory } = this;
    if (memory === undefined || this.#rows === 0) return;
    const { file, label, offset, before } = memory;
    const body: FileBody = { file, offset, before, text: this.#text };
    const bytes = Buffer.from(this.#text);
    const end = offset + bytes.length;
    this.#deliveries.push({ id: `${basename(file)}@${offset}-${end}`, body, rows: this.#rows });
    const last = bytes.subarray(-BEFORE_BYTES).toString('latin1');
    this.memory = { file, label, offset: end, before: (before + last).slice(-BEFORE_BYTES) };
    this.#begin('');
  }

  #begin(text: '' | '\n'): void {
    this.#text = text;
    this.#bytes = text.length;
    this.#rows = 0;
  }
}
